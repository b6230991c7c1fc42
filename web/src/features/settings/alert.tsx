import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { queries } from "@/live/queries";
import { useNumbers } from "@/live/session";
import { keep, kept } from "@/record/kept";
import { Button, IconButton } from "@/ui/button";
import { Icon } from "@/ui/icon";
import { useSettingsWords, type SettingsKey } from "./words";

const dismissed = "health.dismissed";
const page = "/app/settings/numbers";

/** Tells administrators above the inbox what is wrong with a number, until they put it away or it changes. */
export default function NumberAlert({ onOpen }: { onOpen?: () => void }) {
  const { t } = useSettingsWords();
  const { data: numbers } = useNumbers();
  const { data: health } = useQuery(queries.health());
  const text = useId();
  const [open, setOpen] = useState(false);
  const [away, setAway] = useState(() => kept(dismissed) ?? "");
  const bad = health?.find((h) => h.problem && !away.includes(mark(h)));
  const number = numbers?.find((n) => n.internal_id === bad?.number_id);
  if (!bad || !number) return null;
  const putAway = () => {
    const all = [...away.split(" ").slice(-20), mark(bad)].join(" ");
    setAway(all);
    keep(dismissed, all);
  };
  return (
    <div className={`banner danger number-alert ${open ? "open" : ""}`} role="alert">
      <Icon name="alert" />
      <p className="brief grow trunc"><b dir="auto">{number.name}:</b> {t(`health.${bad.problem}` as SettingsKey)}</p>
      <Button size="sm" className="fold" aria-expanded={open} aria-controls={text} onClick={() => setOpen(!open)}>{t("alert.details")}</Button>
      <p className="whole grow" id={text}><b dir="auto">{number.name}:</b> {t(`health_text.${bad.problem}` as SettingsKey)}</p>
      <a className="btn sm" href={page} onClick={(e) => { if (onOpen && !e.metaKey && !e.ctrlKey && !e.shiftKey) { e.preventDefault(); onOpen(); } }}>{t("alert.open")}</a>
      <IconButton icon="x" small label={t("alert.dismiss")} onClick={putAway} />
    </div>
  );
}

const mark = (h: { number_id: string; problem: string; problem_at: string | null }) => `${h.number_id}/${h.problem}/${h.problem_at ?? ""}`;
