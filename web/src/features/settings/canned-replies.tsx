import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { api, ApiError, type CannedReply } from "@/api/client";
import { keys } from "@/api/keys";
import { queries } from "@/live/queries";
import { useSession } from "@/live/session";
import { textLimit } from "@/record/limits";
import { Button, IconButton } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Field } from "@/ui/field";
import { PanelState } from "@/ui/state";
import { toast } from "@/ui/toast";
import { Head, Loaded } from "./parts";
import { useSettingsWords } from "./words";

/** The texts that the team inserts by a short word. */
export default function CannedReplies() {
  const { t } = useSettingsWords();
  const { may } = useSession();
  const replies = useQuery(queries.cannedReplies());
  const [editing, setEditing] = useState<CannedReply | "new">();
  const drop = useDrop();
  const mayWrite = may("canned_reply:write");
  return (
    <>
      <Head title={t("canned.title")} text={t("canned.text")}>
        {mayWrite && <Button look="primary" icon="plus" onClick={() => setEditing("new")}>{t("canned.add")}</Button>}
      </Head>
      <Loaded query={replies}>
        {(list) => (
          <div className="card">
            {list.length === 0 ? <PanelState icon="slash" title={t("canned.none")} text={t("canned.none_text")} /> : (
              <table className="tbl">
                <thead><tr><th scope="col">{t("canned.shortcut")}</th><th scope="col">{t("canned.reply")}</th>{mayWrite && <th scope="col"><span className="sr">{t("actions")}</span></th>}</tr></thead>
                <tbody>
                  {list.map((reply) => (
                    <tr key={reply.id}>
                      <td><b dir="auto">/{reply.shortcut}</b></td>
                      <td className="canned-text" dir="auto">{reply.text}</td>
                      {mayWrite && (
                        <td className="acts">
                          <IconButton icon="edit" small label={t("canned.edit_what", { name: reply.shortcut })} onClick={() => setEditing(reply)} />
                          <IconButton icon="x" small label={t("canned.delete_what", { name: reply.shortcut })} onClick={() => void drop(reply)} />
                        </td>
                      )}
                    </tr>
                  ))}
                </tbody>
              </table>
            )}
          </div>
        )}
      </Loaded>
      {editing && <Edit reply={editing === "new" ? undefined : editing} onClose={() => setEditing(undefined)} />}
    </>
  );
}

/** Deletes a reply; it can be put back while the toast is there. */
function useDrop() {
  const { t, app, why } = useSettingsWords();
  const cache = useQueryClient();
  const again = () => cache.invalidateQueries({ queryKey: keys.cannedReplies });
  return async (reply: CannedReply) => {
    try {
      await api.dropCannedReply(reply.id);
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 404)) return toast(app("toast.failed", { why: why(error) }));
    }
    await again();
    const undo = () => api.addCannedReply({ shortcut: reply.shortcut, text: reply.text }).then(again, (error) => toast(app("toast.failed", { why: why(error) })));
    toast(t("canned.deleted", { name: reply.shortcut }), { label: app("undo"), run: () => void undo() });
  };
}

function Edit({ reply, onClose }: { reply: CannedReply | undefined; onClose: () => void }) {
  const { t, app, why } = useSettingsWords();
  const cache = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [errors, setErrors] = useState<{ shortcut?: string; text?: string }>({});
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const fields = { shortcut: String(form.get("shortcut")), text: String(form.get("text")) };
    setBusy(true);
    try {
      await (reply ? api.changeCannedReply(reply.id, fields) : api.addCannedReply(fields));
      await cache.invalidateQueries({ queryKey: keys.cannedReplies });
      onClose();
    } catch (error) {
      const wrong = error instanceof ApiError ? error.fields : {};
      setErrors(wrong.shortcut ? { shortcut: t(wrong.shortcut === "taken" ? "canned.taken" : "canned.shortcut_rule") } : { text: why(error) });
      setBusy(false);
    }
  };
  return (
    <Dialog title={t(reply ? "canned.edit" : "canned.add")} close={app("close")} onClose={onClose}>
      <form onSubmit={(e) => void submit(e)}>
        <div className="body fields">
          <Field label={t("canned.shortcut")} hint={t("canned.shortcut_hint")} name="shortcut" defaultValue={reply?.shortcut} required maxLength={41} autoComplete="off" dir="auto" error={errors.shortcut} />
          <label className="field">
            <span className="lbl">{t("canned.reply")}</span>
            <textarea className="input area" name="text" defaultValue={reply?.text} required maxLength={textLimit} rows={6} dir="auto" aria-invalid={errors.text ? true : undefined} />
            <span className="hint">{t("canned.places", { places: "{{contact.name}}, {{contact.first_name}}, {{contact.phone_number}}, {{me.name}}" })}</span>
            {errors.text && <span className="err" role="alert">{errors.text}</span>}
          </label>
        </div>
        <div className="foot"><Button onClick={onClose}>{t("cancel")}</Button><Button look="primary" type="submit" disabled={busy}>{t("save")}</Button></div>
      </form>
    </Dialog>
  );
}
