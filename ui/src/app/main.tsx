import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import "./tokens.css";
import "./base.css";
import { speak } from "../texts/define-texts.ts";
import { loadLanguage } from "./language.ts";
import { createAppRouter } from "./router.tsx";
import { readTheme, showTheme } from "./theme.ts";
import { startTimeZone } from "./time-zone-choice.ts";

showTheme(readTheme());
startTimeZone(window.location.search);

const queryClient = new QueryClient({
  // Failures are shown with a button to try again, which says more than a silent second attempt.
  defaultOptions: { queries: { retry: false, refetchOnWindowFocus: false } },
});
const router = createAppRouter();

const root = createRoot(document.getElementById("root")!);

/** The app, in English unless another language is wanted, and comes: one that does not must not leave the page empty. */
async function start(): Promise<void> {
  const language = await loadLanguage(window.location.search).catch(() => undefined);
  if (language !== undefined) speak(language);
  root.render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </StrictMode>,
  );
}

void start();
