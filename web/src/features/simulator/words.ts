import { useTranslation } from "react-i18next";
import { useWords } from "@/i18n/words";
import en from "./en.json";

type Plain<K> = K extends `${infer Base}_one` | `${infer Base}_other` ? Base : K;
export type SimulatorKey = Plain<keyof typeof en>;

/** This page's texts, with the words and locale of the app. */
export function useSimulatorWords() {
  const { i18n } = useTranslation();
  const { locale, words, t: app } = useWords();
  // These texts come with the page's own chunk, so that the inbox does not carry them.
  if (!i18n.hasResourceBundle("en", "simulator")) i18n.addResourceBundle("en", "simulator", en);
  const say = i18n.getFixedT(null, "simulator" as "app") as unknown as (key: string, values?: Record<string, unknown>) => string;
  return { t: (key: SimulatorKey, values?: Record<string, unknown>) => say(key, values), app, locale, words };
}
