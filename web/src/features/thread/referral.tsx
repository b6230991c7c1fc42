import type { Message } from "@/api/client";
import { str } from "@/record/foreign";
import { safeHref } from "@/record/links";
import { Icon } from "@/ui/icon";
import { useThreadWords } from "./words";

/** The ad or post from which the person wrote. Its picture is Meta's and is not loaded. */
export function Referral({ message }: { message: Message }) {
  const { t } = useThreadWords();
  const ad = message.referral;
  const [headline, body, id] = [str(ad, "headline"), str(ad, "body"), str(ad, "source_id")];
  const href = safeHref(str(ad, "source_url"));
  return (
    <span className="ad">
      <span className="choice"><Icon name="globe" size={12} />{t(str(ad, "source_type") === "post" ? "referral.post" : "referral.ad")}</span>
      {headline && <b className="block" dir="auto">{headline}</b>}
      {body && <span className="block ad-text" dir="auto">{body}</span>}
      {href ? <a className="link" href={href} target="_blank" rel="noopener noreferrer">{t("referral.open")} <Icon name="ext" size={12} /></a> : id && <span className="mono">{id}</span>}
    </span>
  );
}
