import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import type { ReactNode } from "react";
import i18next from "i18next";
import { createRoot } from "react-dom/client";
import { startTexts } from "@/i18n";
import { useAllWords, WordsProvider } from "@/i18n/words";
import { retry } from "@/live/queries";
import { shared } from "@/live/shared";
import { refuseStrayFiles } from "@/ui/drop";
import { keepFocus } from "@/ui/focus-kept";
import { leaveKeysToInputMethod } from "@/ui/input-method";
import { wasReloaded } from "@/ui/newer-version";
import { applyTheme } from "@/ui/theme";
import { toast, Toaster } from "@/ui/toast";
import { Page } from "./part";
import "./styles.css";

/** What every entry does first. Overlays stand beside the page, never inside its grid. */
export function start(page: ReactNode) {
  applyTheme();
  keepFocus();
  leaveKeysToInputMethod();
  startTexts();
  refuseStrayFiles();
  const cache = new QueryClient({
    defaultOptions: {
      // Events keep the cache fresh; a focused window has no reason to read again.
      queries: { retry, staleTime: Infinity, gcTime: 10 * 60_000, refetchOnWindowFocus: false, networkMode: "always", structuralSharing: shared },
      mutations: { networkMode: "always" },
    },
  });
  createRoot(document.getElementById("root")!).render(
    <QueryClientProvider client={cache}>
      <Worded>
        <Page>{page}</Page>
        <Toaster />
      </Worded>
    </QueryClientProvider>,
  );
  if (wasReloaded()) toast(i18next.t("part.updated"));
}

const Worded = ({ children }: { children: ReactNode }) => <WordsProvider value={useAllWords()}>{children}</WordsProvider>;
