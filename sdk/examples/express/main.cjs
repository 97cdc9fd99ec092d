// express in CommonJS. It knows nothing of tracing.
const express = require("express");

const app = express();
app.get("/hello/:name", (request, response) => {
  response.json({ hello: request.params.name });
});
const server = app.listen(process.env.PORT ?? 3000, "127.0.0.1", () => {
  console.log(`http://127.0.0.1:${server.address().port}/hello/ann`);
});
