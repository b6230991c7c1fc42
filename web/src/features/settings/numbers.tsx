import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ApiError, type PhoneNumber } from "@/api/client";
import { keys } from "@/api/keys";
import { settingsApi, type Health } from "@/api/settings";
import { queries } from "@/live/queries";
import { useSession } from "@/live/session";
import { Button, IconButton } from "@/ui/button";
import { Confirm } from "@/ui/confirm";
import { Icon } from "@/ui/icon";
import { Menu } from "@/ui/menu";
import { PanelState } from "@/ui/state";
import { toast } from "@/ui/toast";
import { Connect } from "./connect";
import { EditNumber, WebhookAddress } from "./number-forms";
import { NumberFigures } from "./number-figures";
import { NumberTest } from "./number-test";
import { Head, Loaded, useSeen } from "./parts";
import { TemplateSync } from "./template-sync";
import { useSettingsWords, type SettingsKey } from "./words";

/** The WhatsApp numbers: how each is, and what to do about what is wrong. */
export default function Numbers() {
  const { t } = useSettingsWords();
  const { live } = useSession();
  const numbers = useQuery({ ...queries.numbers(), staleTime: 0 });
  const health = useQuery({ ...queries.health(), staleTime: 0 });
  const [connecting, setConnecting] = useState(false);
  const again = () => void live.cache.invalidateQueries({ queryKey: keys.numbers });
  return (
    <>
      <Head title={t("numbers.title")} text={t("numbers.text")}>
        <Button look="primary" icon="plus" onClick={() => setConnecting(true)}>{t("numbers.add")}</Button>
      </Head>
      <Loaded query={numbers} rows={2}>
        {(list) => list.length === 0
          ? <div className="card"><PanelState icon="store" title={t("numbers.none")} text={t("numbers.none_text")} /></div>
          : list.map((number) => <Card key={number.internal_id} number={number} health={health.data?.find((h) => h.number_id === number.internal_id)} />)}
      </Loaded>
      {connecting && <Connect onClose={() => setConnecting(false)} onConnected={again} />}
    </>
  );
}

type Open = "test" | "edit" | "webhook" | "disconnect";

function Card({ number, health }: { number: PhoneNumber; health?: Health }) {
  const { t, dynamic } = useSettingsWords();
  const seen = useSeen();
  const [open, setOpen] = useState<Open>();
  const simulated = number.kind === "sandbox";
  const problem = health?.problem ?? "";
  const heard = health?.checked_at || health?.last_webhook_at;
  const close = () => setOpen(undefined);
  return (
    <article className="card ncard" aria-label={number.name}>
      <div className="nh">
        <span className="nic"><Icon name={simulated ? "phone" : "store"} size={20} /></span>
        <div className="grow">
          <h2 dir="auto">{number.name}{simulated && <span className="chip">{t("numbers.simulated")}</span>}</h2>
          <bdi className="num" dir="ltr">{number.display_phone_number}</bdi>
        </div>
        {problem ? <span className="chip bad"><Icon name="alert" size={12} />{t(`health.${problem}` as SettingsKey)}</span>
          : heard ? <span className="chip ok"><Icon name="check" size={12} />{t("numbers.connected")}</span>
            : <span className="chip">{t("numbers.untested")}</span>}
        <Menu
          trigger={<IconButton icon="more" label={t("numbers.more", { name: number.name })} />}
          entries={[
            { kind: "item", icon: "refresh", label: t("numbers.test"), onSelect: () => setOpen("test") },
            { kind: "item", icon: "edit", label: t("numbers.edit"), onSelect: () => setOpen("edit") },
            { kind: "item", icon: "globe", label: t("numbers.webhook"), onSelect: () => setOpen("webhook") },
            { kind: "line" },
            { kind: "item", icon: "x", label: t("numbers.disconnect"), onSelect: () => setOpen("disconnect") },
          ]}
        />
      </div>
      <dl className="nst">
        <div><dt>{t("numbers.quality")}</dt><dd>{health && rated.test(health.quality_rating) && <Bars quality={health.quality_rating} />}{dynamic(`quality.${health?.quality_rating ?? ""}`, t("numbers.unknown"))}</dd></div>
        <div><dt>{t("numbers.limit")}</dt><dd>{dynamic(`limit.${health?.messaging_limit ?? ""}`, health?.messaging_limit || t("numbers.unknown"))}</dd></div>
        <NumberFigures number={number} />
        <div><dt>{t("numbers.last_webhook")}</dt><dd>{seen(health?.last_webhook_at)}</dd></div>
        <div><dt>{t("numbers.checked")}</dt><dd>{seen(health?.checked_at)}</dd></div>
      </dl>
      <TemplateSync number={number} onTest={problem ? undefined : () => setOpen("test")} />
      {problem && (
        <div className="nwarn" role="status">
          <Icon name="alert" />
          <span className="grow">{t(`health_text.${problem}` as SettingsKey)}</span>
          {problem === "token" && <Button size="sm" onClick={() => setOpen("edit")}>{t("numbers.new_token")}</Button>}
          <Button size="sm" onClick={() => setOpen("test")}>{t("numbers.test_run")}</Button>
        </div>
      )}
      {open === "test" && <NumberTest number={number} onClose={close} />}
      {open === "edit" && <EditNumber number={number} onClose={close} />}
      {open === "webhook" && <WebhookAddress number={number} onClose={close} />}
      {open === "disconnect" && <Disconnect number={number} onClose={close} />}
    </article>
  );
}

const rated = /^(GREEN|YELLOW|RED)$/;

/** Decoration beside the word: three bars, as many of them coloured as the quality is good. */
function Bars({ quality }: { quality: string }) {
  return <span className={`q ${quality.toLowerCase()}`} aria-hidden><i /><i /><i /></span>;
}

function Disconnect({ number, onClose }: { number: PhoneNumber; onClose: () => void }) {
  const { t, app, why } = useSettingsWords();
  const { live } = useSession();
  const run = async () => {
    try {
      await settingsApi.disconnect(number.internal_id);
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 404)) return why(error);
    }
    void live.cache.invalidateQueries({ queryKey: keys.numbers });
    toast(t("numbers.disconnected", { name: number.name }));
    return undefined;
  };
  return <Confirm title={t("numbers.disconnect_title", { name: number.name })} text={t("numbers.disconnect_text")} confirm={t("numbers.disconnect_confirm", { name: number.name })} cancel={t("cancel")} close={app("close")} onClose={onClose} onConfirm={run} />;
}
