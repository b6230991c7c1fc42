import i18next from "i18next";
import { useTranslation } from "react-i18next";
import { useWords } from "@/i18n/words";
import en from "./en.json";

// The texts of this page come with its own chunk, so that the inbox does not carry them.
i18next.addResourceBundle("en", "simulator", en);

type Plain<K> = K extends `${infer Base}_one` | `${infer Base}_other` ? Base : K;
export type SimulatorKey = Plain<keyof typeof en>;

/** This page's texts, with the words and locale of the app. */
export function useSimulatorWords() {
  const { i18n } = useTranslation();
  const { locale, words, t: app } = useWords();
  const say = i18n.getFixedT(null, "simulator" as "app") as unknown as (key: string, values?: Record<string, unknown>) => string;
  return { t: (key: SimulatorKey, values?: Record<string, unknown>) => say(key, values), app, locale, words };
}
