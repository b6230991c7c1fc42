import { createContext, useContext, useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Preview } from "@/record/preview";
import type { Words } from "@/record/time";
import type { TextKey } from "./index";

type AllWords = ReturnType<typeof useAllWords>;

const Context = createContext<AllWords | null>(null);
export const WordsProvider = Context;

/** What the provider gives: made once for the page, because every row and bubble reads it. */
export function useAllWords() {
  const { t, i18n } = useTranslation();
  const language = i18n.language;
  return useMemo(() => {
    const dynamic = (key: string) => t(key as TextKey) as string;
    const words: Words = { today: t("time.today"), yesterday: t("time.yesterday"), tomorrow: t("time.tomorrow") };
    return {
      t,
      locale: language === "en" ? (navigator.language.startsWith("en") ? navigator.language : "en-GB") : language,
      words,
      previewText: (preview: Preview) => preview.text ?? (preview.key ? dynamic(preview.key) : ""),
      dynamic,
    };
  }, [t, language]);
}

/** Texts, and the words and locale that times are written with. The same object until the language changes. */
export function useWords(): AllWords {
  const words = useContext(Context);
  if (!words) throw new Error("useWords outside of a page");
  return words;
}

/** The present moment, again every minute. */
export function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 30_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
