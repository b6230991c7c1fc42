import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Preview } from "@/record/preview";
import type { Words } from "@/record/time";
import type { TextKey } from "./index";

/** Texts, and the words and locale that times are written with. */
export function useWords() {
  const { t, i18n } = useTranslation();
  const dynamic = (key: string) => t(key as TextKey) as string;
  const words: Words = { today: t("time.today"), yesterday: t("time.yesterday"), tomorrow: t("time.tomorrow") };
  return {
    t,
    locale: i18n.language === "en" ? (navigator.language.startsWith("en") ? navigator.language : "en-GB") : i18n.language,
    words,
    previewText: (preview: Preview) => preview.text ?? (preview.key ? dynamic(preview.key) : ""),
    dynamic,
  };
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
