import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { Button, IconButton } from "@/ui/button";
import { toast } from "@/ui/toast";
import { readFaults, useClock, useFaults, type StampedClock } from "./cache";
import { control, type Fault, type Node } from "./control";
import { Segments, Switch } from "./person";
import { useSimulatorWords } from "./words";

// The name is the rule's own in the simulator: it tells the presets apart and stands in the log.
const presets = [
  { key: "slow", name: "Slow receipts", rule: { kind: "delay", event: "status", seconds: 20 } },
  { key: "window", name: "Window closed", rule: { kind: "outcome", code: 131047 } },
  { key: "missing", name: "Number not on WhatsApp", rule: { kind: "outcome", code: 131026 } },
  { key: "twice", name: "Duplicate deliveries", rule: { kind: "duplicate", times: 1 } },
  { key: "reorder", name: "Receipts out of order", rule: { kind: "reorder", event: "status", after: 2 } },
  { key: "rate", name: "Too many messages", rule: { kind: "outcome", code: 130429 } },
  { key: "server", name: "WhatsApp is down", rule: { kind: "server_error" } },
  { key: "token", name: "Access expired", rule: { kind: "expired_token" } },
] as const satisfies { key: string; name: string; rule: Node }[];

/** The rule that a preset made, when there is one. */
export const ruleOf = (faults: readonly Fault[], name: string) => faults.find((f) => f.name === name);

/** Rules that were made by other means than the switches here. */
export const otherRules = (faults: readonly Fault[]) => faults.filter((f) => !presets.some((p) => p.name === f.name));

export function Faults() {
  const { t } = useSimulatorWords();
  const cache = useQueryClient();
  const faults = useFaults().data ?? [];
  const run = (work: Promise<unknown>) => void work.catch((cause: Error) => toast(t("person.failed", { why: cause.message }))).finally(() => readFaults(cache));
  const toggle = (preset: (typeof presets)[number], on: boolean) => {
    const known = ruleOf(faults, preset.name);
    if (!on) return known && run(control.removeFault(known.id));
    run(known ? control.changeFault(known.id, { off: false }) : control.addFault({ ...preset.rule, name: preset.name }));
  };
  const active = faults.filter((f) => !f.off).length;
  const hits = (f: Fault | undefined) => (f && f.hits > 0 ? ` · ${t("faults.hits", { count: f.hits })}` : "");
  return (
    <section aria-label={t("faults")}>
      <h3>{t("faults")}{active > 0 && <span className="count">{t("faults.on", { count: active })}</span>}</h3>
      {presets.map((p) => {
        const rule = ruleOf(faults, p.name);
        return <Switch key={p.key} label={t(`fault.${p.key}`)} text={t(`fault.${p.key}_text`) + hits(rule)} on={!!rule && !rule.off} onChange={(on) => toggle(p, on)} />;
      })}
      {otherRules(faults).map((f) => (
        <div className="set" key={f.id}>
          <span className="grow"><span dir="auto">{f.name || f.kind}</span><small>{f.kind}{f.code ? ` · ${f.code}` : ""}{hits(f)}</small></span>
          <IconButton small icon="x" label={t("faults.remove", { name: f.name || f.kind })} onClick={() => run(control.removeFault(f.id))} />
        </div>
      ))}
    </section>
  );
}

/** The virtual instant at a real one. */
export const virtualNow = (clock: StampedClock, now: number) => Date.parse(clock.now) + (now - clock.readAt) * clock.factor;

export function ClockSection() {
  const { t, locale } = useSimulatorWords();
  const clock = useClock();
  const [busy, setBusy] = useState(false);
  const now = useSeconds();
  const move = (what: { advance?: string; factor?: number }) => {
    setBusy(true);
    control.moveClock(what).catch((cause: Error) => toast(t("person.failed", { why: cause.message }))).finally(() => {
      setBusy(false);
      void clock.refetch();
    });
  };
  const shown = clock.data && new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "medium" }).format(virtualNow(clock.data, Math.max(now, clock.data.readAt)));
  return (
    <section aria-label={t("clock")}>
      <h3>{t("clock")}</h3>
      <div className="set"><span className="grow">{t("clock.now")}</span><span className="num muted">{shown}</span></div>
      <Segments label={t("clock.speed")} value={String(clock.data?.factor ?? 1)} options={[{ value: "1", label: t("clock.speed.1") }, { value: "60", label: t("clock.speed.60") }]} onChange={(f) => move({ factor: Number(f) })} />
      <div className="ctl-acts">
        <Button size="sm" icon="clock" disabled={busy} onClick={() => move({ advance: "24h" })}>{t("clock.advance")}</Button>
        <Button size="sm" disabled={busy} onClick={() => move({ advance: "1h" })}>{t("clock.advance_hour")}</Button>
      </div>
      <p className="ctl-hint">{t("clock.note")}</p>
    </section>
  );
}

function useSeconds() {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
