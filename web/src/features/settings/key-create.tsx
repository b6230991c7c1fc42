import { useState, type FormEvent } from "react";
import { ApiError } from "@/api/client";
import { settingsApi, type CreatedKey } from "@/api/settings";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Field } from "@/ui/field";
import { Icon } from "@/ui/icon";
import { CopyLine, Options } from "./parts";
import { useSettingsWords, type SettingsKey } from "./words";

// What a key can be given; the server refuses every other permission.
const permissions = [
  "conversation:read", "conversation:write", "message:send", "contact:read", "contact:write", "media:read", "media:write",
  "template:read", "number:read", "number:manage", "member:read", "event:read", "project:read", "job:manage",
] as const;

/** Makes a key and shows it, once. */
export function CreateKey({ onClose, onCreated }: { onClose: () => void; onCreated: () => void }) {
  const { t, app, why } = useSettingsWords();
  const [created, setCreated] = useState<CreatedKey>();
  const [access, setAccess] = useState<"full" | "some">("full");
  const [busy, setBusy] = useState(false);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const until = String(form.get("expires"));
    const chosen = access === "some" ? form.getAll("permission").map(String) : undefined;
    if (chosen?.length === 0) return setErrors({ permissions: t("keys.choose") });
    setBusy(true);
    setErrors({});
    try {
      setCreated(await settingsApi.createKey({ name: String(form.get("name")), expires_at: until ? new Date(`${until}T23:59:59`).toISOString() : undefined, permissions: chosen }));
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
          <Options legend={t("keys.access")} name="access" value={access} onChange={setAccess} options={[{ value: "full", label: t("keys.full"), hint: t("keys.full_hint") }, { value: "some", label: t("keys.chosen"), hint: t("keys.chosen_hint") }]} />
          {access === "some" && (
            <fieldset className="checks">
              <legend className="sr">{t("keys.chosen")}</legend>
              {permissions.map((permission) => (
                <label key={permission}><input type="checkbox" name="permission" value={permission} />{t(`may.${permission}` as SettingsKey)}</label>
              ))}
              {errors.permissions && <span className="err" role="alert"><Icon name="alert" size={14} />{errors.permissions}</span>}
            </fieldset>
          )}
          <Field label={t("keys.expires")} name="expires" type="date" max="9999-12-31" hint={t("keys.expires_hint")} error={errors.expires} />
        </div>
        <div className="foot">
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button look="primary" type="submit" disabled={busy}>{t("keys.create")}</Button>
        </div>
      </form>
    </Dialog>
  );
}
