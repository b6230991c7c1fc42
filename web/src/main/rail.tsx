import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { AccountMenu } from "@/features/account/menu";
import { useActions } from "@/actions/keys";
import { IconButton } from "@/ui/button";
import { Icon, Logo, type IconName } from "@/ui/icon";

export type RailItem = { href: string; label: string; icon: IconName; current: boolean; onClick: () => void };

/** The main app's navigation at its start edge. */
export function Rail({ items }: { items: RailItem[] }) {
  const { t } = useTranslation();
  const keysAction = useActions().find((a) => a.id === "keys");
  return (
    <nav className="rail" aria-label={t("rail.name")}>
      <Logo />
      {items.map((item) => <RailLink key={item.href} {...item} />)}
      <div className="end">
        {keysAction && <IconButton icon="kbd" label={t("keys.title")} onClick={keysAction.run} />}
        <AccountMenu onKeys={keysAction?.run} />
      </div>
    </nav>
  );
}

function RailLink({ href, label, icon, current, onClick }: RailItem): ReactNode {
  return (
    <a className={`ib ${current ? "on" : ""}`} href={href} aria-label={label} title={label} aria-current={current ? "page" : undefined} onClick={(e) => { if (!e.metaKey && !e.ctrlKey && !e.shiftKey) { e.preventDefault(); onClick(); } }}>
      <Icon name={icon} />
    </a>
  );
}
