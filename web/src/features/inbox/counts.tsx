import { useQuery } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { useWords } from "@/i18n/words";
import { queries } from "@/live/queries";
import { countText } from "@/record/count";

const watchPage = (tell: () => void) => {
  document.addEventListener("visibilitychange", tell);
  return () => document.removeEventListener("visibilitychange", tell);
};

type Counted = "open" | "unassigned" | "mine" | "closed";

/** The texts of the counts; undefined where nothing is to count, or not known yet. Nobody asks while the page is hidden. */
export function useCounts(): (what: Counted) => string | undefined {
  const { locale } = useWords();
  const visible = useSyncExternalStore(watchPage, () => document.visibilityState === "visible");
  const { data } = useQuery({ ...queries.counts(), enabled: visible });
  return (what) => (data?.[what] ? countText(data[what], data.at_most, locale) : undefined);
}
