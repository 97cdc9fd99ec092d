import type { RefObject } from "react";
import styles from "./StatusChip.module.css";

interface ExportMenuProps {
  readonly traceId: string;
  /** The flame chart, while it is shown. */
  readonly canvasRef: RefObject<HTMLCanvasElement | null>;
  readonly hasPicture: boolean;
}

/** The trace as a file. */
export function ExportMenu({ traceId, canvasRef, hasPicture }: ExportMenuProps) {
  const savePicture = () => {
    canvasRef.current?.toBlob((blob) => {
      if (blob === null) return;
      const link = document.createElement("a");
      link.href = URL.createObjectURL(blob);
      link.download = `${traceId}.png`;
      link.click();
      URL.revokeObjectURL(link.href);
    });
  };
  return (
    <details className={styles.chip}>
      <summary>Export</summary>
      <div className={styles.text} role="region" aria-label="Export">
        <ul>
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
          {hasPicture && (
            <li>
              <button type="button" onClick={savePicture}>
                PNG of what is shown
              </button>
            </li>
          )}
        </ul>
      </div>
    </details>
  );
}
