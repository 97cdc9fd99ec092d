/** What somebody wants to buy. */
export interface Order {
  readonly orderId: string;
  readonly customer: string;
  readonly items: readonly OrderItem[];
  readonly paymentMethod: PaymentMethod;
  /** Where the parcel goes, as two letters. */
  readonly country: string;
}

export interface OrderItem {
  readonly sku: number;
  readonly count: number;
}

export type PaymentMethod = "card" | "gift-card";

/** What `payment` is asked for. */
export interface Charge {
  readonly orderId: string;
  readonly amountCents: number;
  readonly paymentMethod: PaymentMethod;
  readonly country: string;
}
