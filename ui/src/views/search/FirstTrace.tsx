import { Link } from "@tanstack/react-router";
import { CopyButton } from "../../widgets/CopyButton.tsx";
import styles from "./FirstTrace.module.css";

const NODE = `npm install @opentelemetry/api @opentelemetry/auto-instrumentations-node
OTEL_SERVICE_NAME=my-service \\
  node --import @opentelemetry/auto-instrumentations-node/register app.js`;

const CURL = `curl http://localhost:4318/v1/traces -H 'content-type: application/json' -d '{
  "resourceSpans": [{
    "resource": {"attributes": [{"key": "service.name", "value": {"stringValue": "hello"}}]},
    "scopeSpans": [{"spans": [{
      "traceId": "'$(openssl rand -hex 16)'", "spanId": "'$(openssl rand -hex 8)'",
      "name": "first span", "kind": 2,
      "startTimeUnixNano": "'$(date +%s)000000000'", "endTimeUnixNano": "'$(date +%s)250000000'"
    }]}]
  }]
}'`;

/** What to do while there is no trace at all. */
export function FirstTrace() {
  return (
    <section className={styles.first} aria-labelledby="first-trace">
      <h2 id="first-trace">Waiting for the first trace</h2>
      <p>
        Anything that speaks OpenTelemetry can send here: OTLP over gRPC to port <code>4317</code>,
        OTLP over HTTP to port <code>4318</code>. This page shows the first trace as soon as it is
        here. Traces that are in a file already can be <Link to="/file">opened here</Link> without
        sending them.
      </p>
      <Snippet title="A Node.js service, unchanged" code={NODE} />
      <Snippet title="One span by hand" code={CURL} />
    </section>
  );
}

function Snippet({ title, code }: { readonly title: string; readonly code: string }) {
  return (
    <figure className={styles.snippet}>
      <figcaption>
        {title}
        <CopyButton text={code} label={`Copy: ${title}`} />
      </figcaption>
      <pre tabIndex={0} aria-label={title}>
        {code}
      </pre>
    </figure>
  );
}
