import { useTranslation } from "react-i18next";
import type { TextKey } from "@/i18n";
import { useWords } from "@/i18n/words";
import en from "./en.json";

type Plain<K> = K extends `${infer Base}_one` | `${infer Base}_other` ? Base : K;
type Say = (key: Plain<keyof typeof en> | Plain<TextKey>, values?: Record<string, unknown>) => string;

/** The texts of the thread, which come with its code, and those of the app. */
export function useThreadWords() {
  const { i18n } = useTranslation();
  const app = useWords();
  if (!i18n.hasResourceBundle("en", "thread")) i18n.addResourceBundle("en", "thread", en);
  const t = i18n.getFixedT(null, ["thread", "app"] as unknown as "app") as unknown as Say;
  return { ...app, t, dynamic: (key: string) => t(key as Plain<TextKey>) };
}
