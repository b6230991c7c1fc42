import { useState, type FormEvent } from "react";
import { ApiError } from "@/api/client";
import { settingsApi, type Invitation, type Invited, type Role } from "@/api/settings";
import { useSession } from "@/live/session";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Field } from "@/ui/field";
import { CopyLine, Options } from "./parts";
import { useSettingsWords, type SettingsKey } from "./words";

const offered: Role[] = ["inbox", "member", "admin", "owner"];

/** Makes an invitation and shows its link, once. `again` is one whose place it takes. */
export function Invite({ again, onClose, onInvited }: { again?: Invitation; onClose: () => void; onInvited: () => void }) {
  const { t, app, why } = useSettingsWords();
  const { project } = useSession();
  const [made, setMade] = useState<Invited>();
  const [role, setRole] = useState<Role>(again?.role ?? "member");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      setMade(await settingsApi.invite(String(new FormData(event.currentTarget).get("email")).trim(), role));
      onInvited();
    } catch (failure) {
      setError(failure instanceof ApiError && failure.code === "invalid_input" ? t("invite.email_wrong") : why(failure));
    }
    setBusy(false);
  };
  if (made) {
    return (
      <Dialog title={t("invite.made", { email: made.email })} close={app("close")} onClose={onClose}>
        <div className="body fields">
          <p>{t("invite.once")}</p>
          <CopyLine label={t("invite.link")} value={made.link} />
        </div>
        <div className="foot"><Button look="primary" onClick={onClose}>{t("done")}</Button></div>
      </Dialog>
    );
  }
  const choices = offered.filter((r) => r !== "owner" || project?.role === "owner")
    .map((r) => ({ value: r, label: t(`role.${r}` as SettingsKey), hint: t(`role_hint.${r}` as SettingsKey) }));
  return (
    <Dialog title={t("invite.title")} close={app("close")} onClose={onClose}>
      <form onSubmit={submit} noValidate>
        <div className="body fields">
          <Field label={t("invite.email")} name="email" type="email" defaultValue={again?.email} autoComplete="off" required autoFocus error={error} />
          <Options legend={t("members.role")} name="role" value={role} options={choices} onChange={setRole} />
        </div>
        <div className="foot">
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button look="primary" type="submit" disabled={busy}>{t("invite.submit")}</Button>
        </div>
      </form>
    </Dialog>
  );
}
