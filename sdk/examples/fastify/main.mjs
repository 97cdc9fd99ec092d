// fastify as an ES module. It knows nothing of tracing.
import Fastify from "fastify";

const app = Fastify();
app.get("/hello/:name", (request) => ({ hello: request.params.name }));
const address = await app.listen({ port: process.env.PORT ?? 3000, host: "127.0.0.1" });
console.log(`${address}/hello/ann`);
