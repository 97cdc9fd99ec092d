import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import "./tokens.css";
import "./base.css";
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

createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
);
