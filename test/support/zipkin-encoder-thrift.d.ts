/** Ships no types. A span as one `zipkincore.Span` struct in Thrift's binary protocol. */
declare module "zipkin-encoder-thrift" {
  import type { model } from "zipkin";
  const encoder: { encode(span: model.Span): Buffer };
  export default encoder;
}
