import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { useOpenedFile } from "../../api/opened-file.ts";
import { sentence } from "../../logic/sentence.ts";
import { text } from "../../texts/file.tsx";
import { ChooseFile } from "../../widgets/ChooseFile.tsx";
import { FromService } from "../../widgets/FromService.tsx";
import { Page } from "../../widgets/Page.tsx";
import { Notice } from "../../widgets/Notice.tsx";
import styles from "./FilePage.module.css";
import { FileTraces } from "./FileTraces.tsx";

const route = getRouteApi("/file");

/** The file that was opened: its traces, what is wrong with it, or how to open one. */
export function FilePage() {
  const file = useOpenedFile();
  const params = route.useSearch();
  const navigate = useNavigate();

  const only = file.status === "open" && file.summary.traces.length === 1;
  const onlyId = only ? file.summary.traces[0]?.traceId : undefined;
  useEffect(() => {
    if (onlyId === undefined) return;
    const params = { traceId: onlyId };
    void navigate({ to: "/trace/$traceId", params, search: { file: "1" }, replace: true });
  }, [onlyId, navigate]);

  return (
    <Page isBusy={file.status === "reading"}>
      <title>{file.status === "none" ? text.openTitle : text.fileTitle(file.name)}</title>
      {file.status === "none" && (
        <Notice alone tone="plain" title={text.open} actions={<ChooseFile />}>
          {text.howToOpen}
        </Notice>
      )}
      {file.status === "reading" && (
        <>
          <h1 className={styles.heading}>{file.name}</h1>
          <p role="status">{text.reading}</p>
        </>
      )}
      {file.status === "failed" && (
        <Notice
          alone
          tone="error"
          title={text.cannotBeOpened(file.name)}
          code="FILE"
          actions={<ChooseFile />}
        >
          {typeof file.problem === "string" ? (
            text.whyNotOpened(file.problem)
          ) : (
            <FromService>{sentence(file.problem.found)}</FromService>
          )}
        </Notice>
      )}
      {file.status === "open" && (
        <FileTraces
          name={file.name}
          summary={file.summary}
          params={params}
          onParams={(search) => void navigate({ to: "/file", search, replace: true })}
        />
      )}
    </Page>
  );
}
