import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import en from "./en.json";
import type later from "./later.json";

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "app";
    keySeparator: false;
    resources: { app: typeof en & typeof later };
  }
}

export type TextKey = keyof typeof en | keyof typeof later;

/** English comes with the app; other languages are files of the same keys. */
export function startTexts() {
  void i18next.use(initReactI18next).init({
    lng: "en",
    fallbackLng: "en",
    defaultNS: "app",
    keySeparator: false,
    nsSeparator: false,
    resources: { en: { app: en } },
    interpolation: { escapeValue: false }, // React writes text nodes
    react: { useSuspense: false },
  });
  document.documentElement.lang = i18next.language;
  document.documentElement.dir = i18next.dir();
}
