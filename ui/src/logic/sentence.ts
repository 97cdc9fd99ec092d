/** A message as a sentence: services and parsers write theirs without a capital and a full stop. */
export function sentence(message: string): string {
  const capital = `${message.charAt(0).toUpperCase()}${message.slice(1)}`;
  return /[.!?…]$/.test(capital) ? capital : `${capital}.`;
}
