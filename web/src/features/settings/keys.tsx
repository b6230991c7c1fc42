import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { ApiError } from "@/api/client";
import { settingsApi, settingsKeys, type ApiKey } from "@/api/settings";
import { useNow } from "@/i18n/words";
import { dateText, moment } from "@/record/time";
import { Button, IconButton } from "@/ui/button";
import { Confirm } from "@/ui/confirm";
import { Dialog } from "@/ui/dialog";
import { Field } from "@/ui/field";
import { Menu } from "@/ui/menu";
import { PanelState } from "@/ui/state";
import { toast } from "@/ui/toast";
import { CreateKey } from "./key-create";
import { Head, Loaded, useSeen } from "./parts";
import { useSettingsWords } from "./words";

/** The keys by which programs use the API. */
export default function Keys() {
  const { t } = useSettingsWords();
  const cache = useQueryClient();
  const keys = useQuery({ queryKey: settingsKeys.apiKeys, queryFn: ({ signal }) => settingsApi.keys(signal), staleTime: 0 });
  const [creating, setCreating] = useState(false);
  const [renaming, setRenaming] = useState<ApiKey>();
  const [revoking, setRevoking] = useState<ApiKey>();
  const again = () => void cache.invalidateQueries({ queryKey: settingsKeys.apiKeys });
  return (
    <>
      <Head title={t("keys.title")} text={t("keys.text")}>
        <Button look="primary" icon="plus" onClick={() => setCreating(true)}>{t("keys.create")}</Button>
      </Head>
      <Loaded query={keys}>{(list) => (list.length === 0 ? <div className="card"><PanelState icon="key" title={t("keys.none")} text={t("keys.none_text")} /></div> : <KeyTable list={list} onRename={setRenaming} onRevoke={setRevoking} />)}</Loaded>
      {creating && <CreateKey onClose={() => setCreating(false)} onCreated={again} />}
      {renaming && <Rename apiKey={renaming} onClose={() => setRenaming(undefined)} onDone={again} />}
      {revoking && <Revoke apiKey={revoking} onClose={() => setRevoking(undefined)} onDone={again} />}
    </>
  );
}

function KeyTable({ list, onRename, onRevoke }: { list: ApiKey[]; onRename: (key: ApiKey) => void; onRevoke: (key: ApiKey) => void }) {
  const { t } = useSettingsWords();
  const seen = useSeen();
  return (
    <div className="card">
      <table className="tbl">
        <thead>
          <tr>
            <th scope="col">{t("keys.name")}</th><th scope="col">{t("keys.access")}</th><th scope="col">{t("keys.used")}</th><th scope="col">{t("keys.expires")}</th>
            <th scope="col"><span className="sr">{t("actions")}</span></th>
          </tr>
        </thead>
        <tbody>
          {list.map((key) => (
            <tr key={key.id}>
              <td><b dir="auto">{key.name}</b><small className="mono">{key.prefix}…</small></td>
              <td title={key.permissions.join(", ")}>{key.full_access ? t("keys.full") : t("keys.some", { count: key.permissions.length })}</td>
              <td data-label={t("keys.used")}>{seen(key.last_used_at)}</td>
              <td data-label={key.revoked_at ? undefined : t("keys.expires")}><Ends apiKey={key} /></td>
              <td className="acts">
                {!key.revoked_at && (
                  <Menu
                    trigger={<IconButton icon="more" small label={t("keys.more", { name: key.name })} />}
                    entries={[{ kind: "item", icon: "edit", label: t("keys.rename"), onSelect: () => onRename(key) }, { kind: "item", icon: "x", label: t("keys.revoke"), onSelect: () => onRevoke(key) }]}
                  />
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Ends({ apiKey }: { apiKey: ApiKey }) {
  const { t, locale } = useSettingsWords();
  const now = useNow();
  if (apiKey.revoked_at) return <span className="chip">{t("keys.was_revoked", { date: dateText(moment(apiKey.revoked_at), locale) })}</span>;
  if (!apiKey.expires_at) return t("keys.never");
  const at = moment(apiKey.expires_at);
  return at <= now ? <span className="chip warn">{t("keys.expired", { date: dateText(at, locale) })}</span> : dateText(at, locale);
}

function Rename({ apiKey, onClose, onDone }: { apiKey: ApiKey; onClose: () => void; onDone: () => void }) {
  const { t, app, why } = useSettingsWords();
  const [error, setError] = useState<string>();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    settingsApi.renameKey(apiKey.id, String(new FormData(event.currentTarget).get("name"))).then(() => { onDone(); onClose(); }, (failure) => setError(why(failure)));
  };
  return (
    <Dialog title={t("keys.rename_title", { name: apiKey.name })} close={app("close")} onClose={onClose}>
      <form onSubmit={submit}>
        <div className="body fields"><Field label={t("keys.name")} name="name" defaultValue={apiKey.name} required maxLength={200} autoComplete="off" error={error} /></div>
        <div className="foot"><Button onClick={onClose}>{t("cancel")}</Button><Button look="primary" type="submit">{t("save")}</Button></div>
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
  return <Confirm title={t("keys.revoke_title", { name: apiKey.name })} text={t("keys.revoke_text")} confirm={t("keys.revoke_confirm", { name: apiKey.name })} cancel={t("cancel")} close={app("close")} onClose={onClose} onConfirm={revoke} />;
}
