import { getRouteApi } from "@tanstack/react-router";
import { useServices } from "../../api/names.ts";
import { useSearch } from "../../api/search.ts";
import { type SearchParams, toSearchParams } from "../../logic/search-params.ts";
import { FirstTrace } from "./FirstTrace.tsx";
import { SearchFailure } from "./SearchFailure.tsx";
import { SearchForm } from "./SearchForm.tsx";
import styles from "./SearchPage.module.css";
import { SearchSkeleton } from "./SearchSkeleton.tsx";
import { TraceList } from "./TraceList.tsx";

const route = getRouteApi("/search");

/** The page that finds traces. What is asked for is in the address. */
export function SearchPage() {
  // The router hands through what it does not know; only what toSearchParams lets pass is asked.
  const params = toSearchParams(route.useSearch());
  const navigate = route.useNavigate();
  const services = useServices();
  const storeIsEmpty = services.data?.length === 0;
  const search = useSearch(params, storeIsEmpty);

  const ask = (asked: SearchParams) => {
    const next = toSearchParams({ ...asked, live: params.live });
    // The same question again means: with what has arrived since.
    if (JSON.stringify(next) === JSON.stringify(params)) void search.refetch();
    else void navigate({ search: next });
  };

  return (
    <main id="main" className={styles.page}>
      <title>Search · Spanhouse</title>
      <h1 className={styles.heading}>Search traces</h1>
      <SearchForm
        key={JSON.stringify({ ...params, live: undefined })}
        params={params}
        services={services.data ?? []}
        busy={search.isFetching}
        onAsk={ask}
      />
      {search.error !== null ? (
        <SearchFailure error={search.error} onRetry={() => void search.refetch()} />
      ) : search.data === undefined ? (
        <SearchSkeleton />
      ) : storeIsEmpty && search.data.traces.length === 0 ? (
        <FirstTrace />
      ) : (
        <TraceList
          result={search.data}
          outdated={search.isPlaceholderData}
          live={params.live !== undefined}
          params={params}
          onLive={(live) => {
            const next = toSearchParams({ ...params, live: live ? "1" : "" });
            void navigate({ search: next, replace: true });
          }}
          onRefresh={() => void search.refetch()}
        />
      )}
    </main>
  );
}
