import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState, type ReactNode } from "react";
import { Trans } from "react-i18next";
import { ApiError } from "@/api/client";
import { keys } from "@/api/keys";
import { whyNot } from "@/i18n/failure";
import { keep, kept } from "@/record/kept";
import { Button } from "@/ui/button";
import { Icon } from "@/ui/icon";
import { PanelState } from "@/ui/state";
import { toast } from "@/ui/toast";
import { useCustomers, useEvents } from "./cache";
import { control, type Customer } from "./control";
import { Controls } from "./controls";
import { Confirm } from "./person";
import { Phone } from "./phone";
import { Traffic } from "./traffic";
import { useSimulatorWords } from "./words";
import "./simulator.css";

type Props = { rail: ReactNode; onInbox: () => void };
const views = ["phone", "traffic", "controls"] as const;
type View = (typeof views)[number];
const besideEachOther = 760; // px from which the controls stand beside the phone
const allBeside = 1280; // px from which the traffic has its own place too

/** The simulated customers with their phones. */
export default function SimulatorPage({ rail, onInbox }: Props) {
  const { t, app } = useSimulatorWords();
  const customers = useCustomers();
  const [view, setView] = useState<View>("phone");
  const [resetting, setResetting] = useState(false);
  const { selected, select } = useSelected(customers.data);
  const [root, width] = useWidth();
  useEvents(customers.isSuccess);
  const narrow = width > 0 && width < besideEachOther;
  const wide = width >= allBeside;
  const side = view === "traffic" && !wide ? "traffic" : "controls"; // what stands at the end
  const customer = customers.data?.find((c) => c.id === selected);
  const pick = (id: string) => {
    select(id);
    if (narrow) setView("phone");
  };
  const { data } = customers;
  const controls = (all: Customer[]) => <Controls customers={all} selected={customer} onSelect={pick} onInbox={onInbox} />;
  const tabs = (shown: readonly View[]) => data && (
    <nav className="tabs sim-tabs" aria-label={t("views")}>
      {shown.map((v) => <button key={v} type="button" className="tab" aria-current={v === (narrow ? view : side) ? "true" : undefined} onClick={() => setView(v)}>{t(`view.${v}`)}</button>)}
    </nav>
  );

  return (
    <div className="root" ref={root}>
      <title>{t("page")}</title>
      <div className="sim" data-view={view}>
        {rail}
        <main className="sim-stage" aria-label={t("page")}>
          <div className="hazard">
            <Icon name="phone" />
            <h1 className="sr">{t("page")}</h1>
            <p className="grow"><b>{t("hazard")}</b> {t("hazard_text")}</p>
            {data && <Button size="sm" look="quiet" icon="refresh" onClick={() => setResetting(true)}>{t("reset")}</Button>}
          </div>
          {narrow && tabs(views)}
          {customers.isError && <Trouble error={customers.error} again={() => void customers.refetch()} app={app("again")} />}
          {data && (!narrow || view === "phone") && (
            <div className="sim-room">
              {customer ? <Phone key={customer.id} customer={customer} /> : <PanelState icon="phone" title={t("phone.nobody")} />}
              {wide && <Traffic />}
            </div>
          )}
          {data && narrow && view === "traffic" && <Traffic />}
          {data && narrow && view === "controls" && controls(data)}
        </main>
        {resetting && <Confirm title={t("reset_title")} text={t("reset_text")} confirm={t("reset_confirm")} onClose={() => setResetting(false)} onConfirm={() => control.reset().catch((cause: Error) => toast(t("person.failed", { why: cause.message })))} />}
        {data && !narrow && (wide ? controls(data) : <div className="sim-side">{tabs(["controls", "traffic"])}{side === "traffic" ? <Traffic /> : controls(data)}</div>)}
      </div>
    </div>
  );
}

function Trouble({ error, again, app }: { error: Error; again: () => void; app: string }) {
  const { t } = useSimulatorWords();
  const cache = useQueryClient();
  const status = error instanceof ApiError ? error.status : 0;
  useEffect(() => {
    if (status === 401) void cache.invalidateQueries({ queryKey: keys.me }); // the log-in takes over
  }, [status, cache]);
  if (status === 403) return <PanelState icon="lock" title={t("refused")} text={t("refused_text")} />;
  const off = status === 404;
  const text = off ? <Trans t={t as never} defaults={t("off_text")} components={[<code className="mono" key="0" />]} /> : whyNot(error);
  return <PanelState alert={!off} icon={off ? "phone" : "wifi"} title={t(off ? "off" : "failed")} text={text}><Button icon="refresh" onClick={again}>{app}</Button></PanelState>;
}

/** The chosen customer, kept for the next visit; the first one otherwise. */
function useSelected(customers: { id: string }[] | undefined) {
  const [chosen, setChosen] = useState(() => kept("simulator.customer"));
  const selected = customers?.some((c) => c.id === chosen) ? chosen : customers?.[0]?.id;
  return {
    selected,
    select: (id: string) => {
      setChosen(id);
      keep("simulator.customer", id);
    },
  };
}

function useWidth() {
  const ref = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    const watch = new ResizeObserver(() => setWidth(element.clientWidth));
    watch.observe(element);
    return () => watch.disconnect();
  }, []);
  return [ref, width] as const;
}
