import { type RefObject, useState } from "react";
import { useTraceOrigin } from "../../api/trace-origin.ts";
import type { TraceModel } from "../../logic/trace-model.ts";
import { ChipMenu } from "../../widgets/ChipMenu.tsx";

interface ExportMenuProps {
  readonly model: TraceModel;
  /** The flame chart, while it is shown. */
  readonly canvasRef: RefObject<HTMLCanvasElement | null>;
  readonly hasPicture: boolean;
}

const COPY = "Copy a summary in Markdown";

/** The trace as a file. What the service has to write is not offered for a trace that is not there. */
export function ExportMenu({ model, canvasRef, hasPicture }: ExportMenuProps) {
  const { traceId } = model.trace;
  const isStored = useTraceOrigin().params.file === undefined;
  const [said, setSaid] = useState(COPY);
  const savePicture = () => {
    canvasRef.current?.toBlob((blob) => {
      if (blob !== null) save(blob, `${traceId}.png`);
    });
  };
  // Loaded when they are wanted: few people export.
  const saveEvents = async () => {
    const { toPerfettoJson } = await import("../../logic/perfetto-trace.ts");
    save(new Blob([toPerfettoJson(model.trace)]), `${traceId}.perfetto.json`);
  };
  const copySummary = async () => {
    const { toMarkdown } = await import("../../logic/trace-markdown.ts");
    const text = toMarkdown(model, window.location.href);
    await navigator.clipboard.writeText(text).then(
      () => setSaid("Copied"),
      () => setSaid("The browser did not allow copying"),
    );
  };
  return (
    <ChipMenu label="Export" summary="Export" onToggle={() => setSaid(COPY)}>
      <ul>
        {isStored && (
          <>
            <li>
              <a href={`/api/v3/traces/${traceId}`} download={`${traceId}.otlp.json`}>
                OTLP JSON
              </a>
            </li>
            <li>
              <a href={`/api/traces/${traceId}`} download={`${traceId}.jaeger.json`}>
                Jaeger JSON
              </a>
            </li>
          </>
        )}
        <li>
          <button type="button" onClick={() => void saveEvents()}>
            Perfetto (Chrome trace events)
          </button>
        </li>
        <li>
          <button type="button" onClick={() => void copySummary()}>
            {said}
          </button>
        </li>
        {hasPicture && (
          <li>
            <button type="button" onClick={savePicture}>
              PNG of what is shown
            </button>
          </li>
        )}
      </ul>
    </ChipMenu>
  );
}

function save(content: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
