import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { ApiError } from "@/api/client";
import { settingsApi, settingsKeys, type ApiKey, type CreatedKey } from "@/api/settings";
import { dateText, moment } from "@/record/time";
import { Button, IconButton } from "@/ui/button";
import { Confirm } from "@/ui/confirm";
import { Dialog } from "@/ui/dialog";
import { Field } from "@/ui/field";
import { PanelState } from "@/ui/state";
import { toast } from "@/ui/toast";
import { CopyLine, Head, Loaded } from "./parts";
import { useSettingsWords } from "./words";

/** The keys by which programs use the API. */
export default function Keys() {
  const { t } = useSettingsWords();
  const cache = useQueryClient();
  const keys = useQuery({ queryKey: settingsKeys.apiKeys, queryFn: ({ signal }) => settingsApi.keys(signal), staleTime: 0 });
  const [creating, setCreating] = useState(false);
  const [revoking, setRevoking] = useState<ApiKey>();
  const again = () => cache.invalidateQueries({ queryKey: settingsKeys.apiKeys });
  return (
    <>
      <Head title={t("keys.title")} text={t("keys.text")}>
        <Button look="primary" icon="plus" onClick={() => setCreating(true)}>{t("keys.create")}</Button>
      </Head>
      <Loaded query={keys}>{(list) => (list.length === 0 ? <div className="card"><PanelState icon="key" title={t("keys.none")} text={t("keys.none_text")} /></div> : <KeyTable list={list} onRevoke={setRevoking} />)}</Loaded>
      {creating && <CreateKey onClose={() => setCreating(false)} onCreated={() => void again()} />}
      {revoking && <Revoke apiKey={revoking} onClose={() => setRevoking(undefined)} onDone={() => void again()} />}
    </>
  );
}

function KeyTable({ list, onRevoke }: { list: ApiKey[]; onRevoke: (key: ApiKey) => void }) {
  const { t, locale } = useSettingsWords();
  const expiry = (key: ApiKey) => {
    if (!key.expires_at) return t("keys.never");
    const at = moment(key.expires_at);
    return at <= Date.now() ? <span className="chip warn">{t("keys.expired", { date: dateText(at, locale) })}</span> : dateText(at, locale);
  };
  return (
    <div className="card">
      <table className="tbl">
        <thead><tr><th scope="col">{t("keys.name")}</th><th scope="col">{t("keys.created")}</th><th scope="col">{t("keys.expires")}</th><th scope="col"><span className="sr">{t("actions")}</span></th></tr></thead>
        <tbody>
          {list.map((key) => (
            <tr key={key.id}>
              <td><b dir="auto">{key.name}</b><small className="mono">{key.prefix}…</small></td>
              <td>{dateText(moment(key.created_at), locale)}</td>
              <td>{expiry(key)}</td>
              <td className="acts"><IconButton icon="x" small label={t("keys.revoke_what", { name: key.name })} onClick={() => onRevoke(key)} /></td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function CreateKey({ onClose, onCreated }: { onClose: () => void; onCreated: () => void }) {
  const { t, app, why } = useSettingsWords();
  const [created, setCreated] = useState<CreatedKey>();
  const [busy, setBusy] = useState(false);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const until = String(form.get("expires"));
    setBusy(true);
    setErrors({});
    try {
      setCreated(await settingsApi.createKey({ name: String(form.get("name")), expires_at: until ? new Date(`${until}T23:59:59`).toISOString() : undefined }));
      onCreated();
    } catch (error) {
      setErrors(error instanceof ApiError && error.fields.expires_at ? { expires: t("keys.past") } : { name: why(error) });
    }
    setBusy(false);
  };
  if (created) {
    return (
      <Dialog title={t("keys.made", { name: created.name })} close={app("close")} onClose={onClose}>
        <div className="body fields">
          <p>{t("keys.once")}</p>
          <CopyLine label={t("keys.secret")} value={created.key} />
        </div>
        <div className="foot"><Button look="primary" onClick={onClose}>{t("done")}</Button></div>
      </Dialog>
    );
  }
  return (
    <Dialog title={t("keys.create")} close={app("close")} onClose={onClose}>
      <form onSubmit={submit}>
        <div className="body fields">
          <Field label={t("keys.name")} name="name" required maxLength={200} autoComplete="off" hint={t("keys.name_hint")} error={errors.name} />
          <Field label={t("keys.expires")} name="expires" type="date" hint={t("keys.expires_hint")} error={errors.expires} />
        </div>
        <div className="foot">
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button look="primary" type="submit" disabled={busy}>{t("keys.create")}</Button>
        </div>
      </form>
    </Dialog>
  );
}

function Revoke({ apiKey, onClose, onDone }: { apiKey: ApiKey; onClose: () => void; onDone: () => void }) {
  const { t, app, why } = useSettingsWords();
  const revoke = async () => {
    try {
      await settingsApi.revokeKey(apiKey.id);
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 404)) return why(error);
    }
    onDone();
    toast(t("keys.revoked", { name: apiKey.name }));
    return undefined;
  };
  return <Confirm title={t("keys.revoke_title", { name: apiKey.name })} text={t("keys.revoke_text")} confirm={t("keys.revoke")} cancel={t("cancel")} close={app("close")} onClose={onClose} onConfirm={revoke} />;
}
