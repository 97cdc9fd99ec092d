import { existsSync } from "node:fs";
import { basename, resolve } from "node:path";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

/**
 * The UI's files. Every path that is no file is answered with index.html, because the UI has pages of its
 * own (`/trace/…`); except below `/assets/`, where a missing file is an old page asking for a file of an
 * earlier build, and HTML would be taken for a script.
 */
export interface UiOptions {
  /** Folder with index.html and assets/; undefined or empty when the UI has not been built. */
  readonly folder: string | undefined;
}

const ASSETS = "/assets/";
const INDEX = "index.html";
const NOT_BUILT = "The UI is not part of this build. The API is below /api.\n";
/** Names in assets/ carry a hash of their content. */
const CACHE_FOREVER = "public, max-age=31536000, immutable";
const CACHE_CHECKED = "no-cache";

/** Registers the files. */
export async function uiRoutes(scope: FastifyInstance, { folder }: UiOptions): Promise<void> {
  const root = folder === undefined ? undefined : resolve(folder);
  if (root === undefined || !existsSync(resolve(root, INDEX))) {
    scope.setNotFoundHandler((_request, reply) => sendText(reply, NOT_BUILT));
    return;
  }
  const assets = resolve(root, "assets");
  await scope.register(fastifyStatic, {
    root,
    // Known files only, so that everything else reaches the handlers of its own API.
    wildcard: false,
    preCompressed: true,
    cacheControl: false,
    setHeaders: (response, path) => {
      const forever = path.startsWith(assets) && basename(path) !== INDEX;
      response.setHeader("cache-control", forever ? CACHE_FOREVER : CACHE_CHECKED);
    },
  });
  scope.setNotFoundHandler((request, reply) =>
    isPage(request) ? reply.sendFile(INDEX) : sendText(reply, "404 page not found\n"),
  );
}

function isPage(request: FastifyRequest): boolean {
  const isRead = request.method === "GET" || request.method === "HEAD";
  return isRead && !request.url.startsWith(ASSETS);
}

function sendText(reply: FastifyReply, text: string): FastifyReply {
  return reply.code(404).header("content-type", "text/plain; charset=utf-8").send(text);
}
