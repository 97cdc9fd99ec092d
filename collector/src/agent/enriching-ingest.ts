import type { SpanAppender } from "@spanhouse/model";
import {
  EnrichingAppender,
  OtlpBlock,
  ResourceEditor,
  type DecodeOutcome,
  type ResourceEnrichment,
} from "@spanhouse/wire";
import type { Ingest, IngestRequest } from "../ingest.ts";
import { OTLP_FORMAT } from "../pipeline/otlp-format.ts";
import type { Decode, SpoolFormat } from "../pipeline/spool-format.ts";
import type { Enrichments } from "./enrichment.ts";

/**
 * A decoder whose resources get something added. The request's body stays what the client sent, because that
 * is what it is recognised by when it comes again.
 */
type EnrichingDecode = Decode & {
  readonly plain: Decode;
  readonly enrichment: ResourceEnrichment;
};

/** Requests on their way in, with decoders that add. */
export function enrichingIngest(ingest: Ingest, enrichments: Enrichments): Ingest {
  if (enrichments.isEmpty) return ingest;
  return {
    admit: (bytes) => ingest.admit(bytes),
    accept: (request) => ingest.accept(enriched(request, enrichments)),
  };
}

function enriched(request: IngestRequest, enrichments: Enrichments): IngestRequest {
  const enrichment = enrichments.of(request.peerAddress);
  const decode = (body: Uint8Array, appender: SpanAppender): DecodeOutcome =>
    request.decode(body, new EnrichingAppender(appender, enrichment));
  return { ...request, decode: Object.assign(decode, { plain: request.decode, enrichment }) };
}

/** OTLP_FORMAT whose blocks take such requests as they are, but for their resources. */
export const ENRICHED_OTLP_FORMAT: SpoolFormat = {
  ...OTLP_FORMAT,
  newBlock: () => new EnrichedOtlpBlock(),
};

class EnrichedOtlpBlock extends OtlpBlock {
  readonly #editor = new ResourceEditor();

  override copyRequest(body: Uint8Array, decode: Decode): DecodeOutcome | undefined {
    if (!isEnriching(decode)) return super.copyRequest(body, decode);
    return super.copyRequest(this.#editor.edit(body, decode.enrichment), decode.plain);
  }
}

function isEnriching(decode: Decode): decode is EnrichingDecode {
  return "enrichment" in decode;
}
