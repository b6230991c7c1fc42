import { Suspense, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Boundary, type Failed } from "@/ui/boundary";
import { Button } from "@/ui/button";
import { PanelState } from "@/ui/state";

type Props = { children: ReactNode; /** Drawn anew when this changes. */ of?: unknown; /** What shows while its code is fetched; without it, what is around the part shows something. */ late?: ReactNode };

/** A part of the page that may fail by itself. */
export const Part = ({ children, of, late }: Props) => <Boundary of={of} otherwise={(failed) => <FailedPart {...failed} />}>{late === undefined ? children : <Suspense fallback={late}>{children}</Suspense>}</Boundary>;

/** The whole page, when nothing smaller held the error. */
export const Page = ({ children }: { children: ReactNode }) => <Boundary otherwise={(failed) => <main className="center"><FailedPart page {...failed} /></main>}>{children}</Boundary>;

/** A window over the page; one that fails can only be closed. */
export function WindowPart({ children, onClose }: { children: ReactNode; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Boundary
      otherwise={(failed) => (
        <>
          <div className="scrim" onClick={onClose} />
          <div className="dialog" role="alertdialog" aria-label={t("part.failed")} onKeyDown={(e) => e.key === "Escape" && (e.stopPropagation(), onClose())}>
            <FailedPart {...failed} close={onClose} />
          </div>
        </>
      )}
    >
      <Suspense>{children}</Suspense>
    </Boundary>
  );
}

/** Something small that the page does without when it fails. */
export const Extra = ({ children, late }: { children: ReactNode; late?: ReactNode }) => <Boundary otherwise={() => late}><Suspense fallback={late}>{children}</Suspense></Boundary>;

function FailedPart({ lost, again, page, close }: Failed & { page?: boolean; close?: () => void }) {
  const { t } = useTranslation();
  return (
    <PanelState alert={!close} page={page} icon="alert" title={t(lost ? "part.lost" : "part.failed")} text={t(lost ? "part.lost_text" : page ? "part.page_text" : "part.failed_text")}>
      <div className="choices">
        {!lost && <Button look="primary" icon="refresh" autoFocus={Boolean(close)} onClick={again}>{t("again")}</Button>}
        <Button look={lost ? "primary" : undefined} autoFocus={lost && Boolean(close)} onClick={() => location.reload()}>{t("part.reload")}</Button>
        {close && <Button look="quiet" onClick={close}>{t("close")}</Button>}
      </div>
    </PanelState>
  );
}
