import { useQuery } from "@tanstack/react-query";
import type { PhoneNumber } from "@/api/client";
import { settingsApi, settingsKeys, type Figures } from "@/api/settings";
import { useSettingsWords } from "./words";

/** How much left by a number lately, and how far it came; two entries of the card's list. */
export function NumberFigures({ number }: { number: PhoneNumber }) {
  const { t } = useSettingsWords();
  const id = number.internal_id;
  const { data, isError } = useQuery({ queryKey: settingsKeys.figures(id), queryFn: ({ signal }) => settingsApi.figures(id, signal), staleTime: 30_000 });
  return (
    <>
      <div><dt>{t("figures.day")}</dt><dd><Value of={data?.last_24_hours} complete={data?.complete} unknown={isError} /></dd></div>
      <div><dt>{t("figures.week")}</dt><dd><Share of={data?.last_7_days} unknown={isError} /></dd></div>
    </>
  );
}

type Part = Figures["last_24_hours"];

const Waiting = () => <span className="sk figure" aria-busy="true" />;

function Value({ of, complete, unknown }: { of: Part | undefined; complete: boolean | undefined; unknown: boolean }) {
  const { t, locale } = useSettingsWords();
  if (!of) return unknown ? t("numbers.unknown") : <Waiting />;
  const text = (count: number) => count.toLocaleString(locale);
  return (
    <>
      <span className="num">{t(complete ? "figures.sent" : "figures.sent_at_least", { count: of.sent, text: text(of.sent) })}</span>
      <small>{of.failed > 0 ? t("figures.failed", { count: of.failed, text: text(of.failed) }) : t("figures.none_failed")}</small>
    </>
  );
}

function Share({ of, unknown }: { of: Part | undefined; unknown: boolean }) {
  const { t, locale } = useSettingsWords();
  if (!of) return unknown ? t("numbers.unknown") : <Waiting />;
  const tried = of.sent + of.failed;
  if (tried === 0) return <>–<small>{t("figures.nothing")}</small></>;
  const share = (part: number) => (part / tried).toLocaleString(locale, { style: "percent", maximumFractionDigits: 1 });
  return (
    <>
      <span className="num">{share(of.delivered)}</span>
      <small>{t("figures.detail", { read: share(of.read), failed: of.failed.toLocaleString(locale), tried: tried.toLocaleString(locale) })}</small>
    </>
  );
}
