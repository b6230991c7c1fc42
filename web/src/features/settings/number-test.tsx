import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import type { PhoneNumber } from "@/api/client";
import { keys } from "@/api/keys";
import { settingsApi, type CheckStep } from "@/api/settings";
import { useSession } from "@/live/session";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Icon } from "@/ui/icon";
import { useSettingsWords, type SettingsKey } from "./words";

const fallback = 1000; // ms between two looks while a test runs, should its events not arrive

/** Tests a number's connection and shows each step as WhatsApp answers it. */
export function NumberTest({ number, onClose }: { number: PhoneNumber; onClose: () => void }) {
  const { t, app, why } = useSettingsWords();
  const { live } = useSession();
  const id = number.internal_id;
  const [error, setError] = useState<string>();
  const [current, setCurrent] = useState<string>();
  const check = useQuery({
    queryKey: keys.check(id),
    queryFn: ({ signal }) => settingsApi.getCheck(id, signal),
    enabled: current !== undefined,
    staleTime: 0,
    refetchInterval: (query) => (query.state.data?.finished_at ? false : fallback),
  });
  const start = (subscribe: boolean) => {
    setError(undefined);
    settingsApi.check(id, subscribe).then((started) => {
      live.cache.setQueryData(keys.check(id), started);
      setCurrent(started.id);
    }, (failure: unknown) => setError(why(failure)));
  };
  const once = useRef(false);
  useEffect(() => {
    if (!once.current) start(false);
    once.current = true;
  });
  const data = current === undefined ? undefined : check.data;
  const running = !error && !data?.finished_at;
  const unsubscribed = data?.steps.some((s) => s.cause === "not_subscribed");
  return (
    <Dialog title={t("test.title", { name: number.name })} close={app("close")} onClose={onClose}>
      <div className="body">
        {error && <p className="err" role="alert"><Icon name="alert" size={14} />{error}</p>}
        <ol className="steps" aria-busy={running}>{data?.steps.map((step) => <Step key={step.name} step={step} />)}</ol>
        <p role="status" className="sr">{running ? t("test.running") : t("test.ended")}</p>
      </div>
      <div className="foot">
        {unsubscribed && <Button onClick={() => start(true)} disabled={running}>{t("test.subscribe")}</Button>}
        <Button icon="refresh" onClick={() => start(false)} disabled={running}>{running ? t("test.running") : t("test.again")}</Button>
        <Button look="primary" onClick={onClose}>{t("done")}</Button>
      </div>
    </Dialog>
  );
}

const icons = { waiting: "clock", passed: "check", failed: "alert", skipped: "minus" } as const;

function Step({ step }: { step: CheckStep }) {
  const { t, dynamic } = useSettingsWords();
  return (
    <li className={step.state}>
      <Icon name={icons[step.state]} label={t(`state.${step.state}` as SettingsKey)} />
      <div className="grow">
        <b>{t(`step.${step.name}` as SettingsKey)}</b>
        {step.state === "failed" && <p>{dynamic(`cause.${step.cause}`, t("cause.refused"))}</p>}
        {step.detail && <p className="mono">{step.code ? `${step.code}: ` : ""}{step.detail}</p>}
      </div>
    </li>
  );
}
