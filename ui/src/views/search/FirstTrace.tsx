import { text } from "../../texts/search-results.tsx";
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
      <h2 id="first-trace">{text.waitingForFirst}</h2>
      <p>{text.howToSend()}</p>
      <Snippet title={text.nodeService} code={NODE} />
      <Snippet title={text.spanByHand} code={CURL} />
    </section>
  );
}

function Snippet({ title, code }: { readonly title: string; readonly code: string }) {
  return (
    <figure className={styles.snippet}>
      <figcaption>
        {title}
        <CopyButton text={code} label={text.copy(title)} />
      </figcaption>
      <pre tabIndex={0} aria-label={title}>
        {code}
      </pre>
    </figure>
  );
}
