import { useState } from "react";
import { useTraceOrigin } from "../../api/trace-origin.ts";
import type { TraceModel } from "../../logic/trace-model.ts";
import { text } from "../../texts/trace-view.ts";
import { ChipMenu } from "../../widgets/ChipMenu.tsx";
import { writeToClipboard } from "../../widgets/write-to-clipboard.ts";

interface ExportMenuProps {
  readonly model: TraceModel;
  /** What is shown as a picture, where it can be one. */
  readonly onPicture: (() => Promise<HTMLCanvasElement | null>) | undefined;
}

/** What the button to copy says: what it does, or what came of it. */
type Copying = "copyMarkdown" | "copied" | "notCopied";

/** The trace as a file. What the service has to write is not offered for a trace that is not there. */
export function ExportMenu({ model, onPicture }: ExportMenuProps) {
  const { traceId } = model.trace;
  const isStored = useTraceOrigin().params.file === undefined;
  const [copying, setCopying] = useState<Copying>("copyMarkdown");
  const [hasFailed, setFailed] = useState(false);
  const savePicture = async () => {
    const canvas = await onPicture?.();
    canvas?.toBlob((blob) => {
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
    const summary = toMarkdown(model, window.location.href);
    await writeToClipboard(summary).then(
      () => setCopying("copied"),
      () => setCopying("notCopied"),
    );
  };
  // What writes it may not come: the service stopped, or has another version now.
  const start = (write: () => Promise<void>): void => {
    setFailed(false);
    write().catch(() => setFailed(true));
  };
  const reset = (): void => {
    setCopying("copyMarkdown");
    setFailed(false);
  };
  return (
    <ChipMenu label={text.export} summary={text.export} onToggle={reset}>
      <ul>
        {isStored && (
          <>
            <li>
              <a href={`/api/v3/traces/${traceId}`} download={`${traceId}.otlp.json`}>
                {text.otlp}
              </a>
            </li>
            <li>
              <a href={`/api/traces/${traceId}`} download={`${traceId}.jaeger.json`}>
                {text.jaeger}
              </a>
            </li>
          </>
        )}
        <li>
          <button type="button" onClick={() => start(saveEvents)}>
            {text.perfetto}
          </button>
        </li>
        <li>
          <button type="button" onClick={() => start(copySummary)}>
            {text[copying]}
          </button>
        </li>
        {onPicture !== undefined && (
          <li>
            <button type="button" onClick={() => start(savePicture)}>
              {text.picture}
            </button>
          </li>
        )}
      </ul>
      {hasFailed && <p role="alert">{text.notWritten}</p>}
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
