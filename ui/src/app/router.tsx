import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
  retainSearchParams,
} from "@tanstack/react-router";
import { comparedByJaeger, toCompareParams } from "../logic/compare-params.ts";
import { EMBED_NAMES, type EmbedParams, toEmbedParams } from "../logic/embed-params.ts";
import { toFileParams } from "../logic/file-params.ts";
import { spanNamedByJaeger } from "../logic/jaeger-span.ts";
import { toMapParams } from "../logic/map-params.ts";
import { toSearchParams } from "../logic/search-params.ts";
import { toServicesParams } from "../logic/services-params.ts";
import { toTraceParams } from "../logic/trace-params.ts";
import { isTimeZone } from "../logic/time-zone.ts";
import { ErrorPage, NotFoundPage } from "./ErrorPage.tsx";
import { Shell } from "./Shell.tsx";
import { showTimeZone, withTimeZone } from "./time-zone-choice.ts";

const rootRoute = createRootRoute({
  component: Shell,
  notFoundComponent: NotFoundPage,
  validateSearch: (
    raw: Readonly<Record<string, unknown>>,
  ): EmbedParams & { readonly tz?: string } => ({
    ...(typeof raw["tz"] === "string" && isTimeZone(raw["tz"]) ? { tz: raw["tz"] } : {}),
    ...toEmbedParams(raw),
  }),
  search: {
    middlewares: [
      ({ search, next }) => withTimeZone(next(search)),
      retainSearchParams([...EMBED_NAMES]),
    ],
  },
  beforeLoad: ({ search: { tz } }) => showTimeZone(tz),
});

const homeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/",
  beforeLoad: () => {
    redirect({ to: "/search", replace: true, throw: true });
  },
});

const searchRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/search",
  validateSearch: toSearchParams,
  beforeLoad: ({ location: { searchStr } }) => {
    const named = spanNamedByJaeger(searchStr);
    if (named === undefined) return;
    const { traceId, span } = named;
    redirect({
      ...{ to: "/trace/$traceId", params: { traceId }, search: { span } },
      ...{ replace: true, throw: true },
    });
  },
  component: lazyRouteComponent(() => import("../views/search/SearchPage.tsx"), "SearchPage"),
});

const traceRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/trace/$traceId",
  validateSearch: toTraceParams,
  beforeLoad: ({ params: { traceId } }) => {
    const compared = comparedByJaeger(traceId);
    if (compared !== undefined) {
      redirect({ to: "/compare", search: compared, replace: true, throw: true });
    }
  },
  component: lazyRouteComponent(() => import("../views/trace/TracePage.tsx"), "TracePage"),
});

const servicesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/services",
  validateSearch: toServicesParams,
  component: lazyRouteComponent(() => import("../views/services/ServicesPage.tsx"), "ServicesPage"),
});

const serviceRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/services/$service",
  validateSearch: toServicesParams,
  component: lazyRouteComponent(() => import("../views/services/ServicePage.tsx"), "ServicePage"),
});

const mapRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/map",
  validateSearch: toMapParams,
  component: lazyRouteComponent(() => import("../views/map/MapPage.tsx"), "MapPage"),
});

/** Where Jaeger has its map and its monitor. */
const jaegerRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/dependencies",
    beforeLoad: () => {
      redirect({ to: "/map", replace: true, throw: true });
    },
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/monitor",
    validateSearch: ({
      service,
    }: Readonly<Record<string, unknown>>): { readonly service?: string } =>
      typeof service === "string" && service !== "" ? { service } : {},
    beforeLoad: ({ search: { service } }) => {
      if (service === undefined) redirect({ to: "/services", replace: true, throw: true });
      else redirect({ to: "/services/$service", params: { service }, replace: true, throw: true });
    },
  }),
];

const fileRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/file",
  validateSearch: toFileParams,
  component: lazyRouteComponent(() => import("../views/file/FilePage.tsx"), "FilePage"),
});

const compareRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/compare",
  validateSearch: toCompareParams,
  component: lazyRouteComponent(() => import("../views/compare/ComparePage.tsx"), "ComparePage"),
});

/** The router of the app. Parameters in the address are plain texts, so that people can read them. */
export function createAppRouter() {
  return createRouter({
    routeTree: rootRoute.addChildren([
      homeRoute,
      searchRoute,
      traceRoute,
      servicesRoute,
      serviceRoute,
      mapRoute,
      compareRoute,
      fileRoute,
      ...jaegerRoutes,
    ]),
    defaultErrorComponent: ErrorPage,
    defaultPreload: false,
    parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
    stringifySearch: (params) => {
      const query = new URLSearchParams();
      for (const [name, value] of Object.entries(params)) {
        if (typeof value === "string" && value !== "") query.set(name, value);
      }
      const text = query.toString();
      return text === "" ? "" : `?${text}`;
    },
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
