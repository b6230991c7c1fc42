package account_test

import (
	"strings"
	"testing"
	"time"

	"relevo/internal/account"
	"relevo/internal/clock"
	"relevo/internal/db"
	"relevo/internal/db/dbtest"
	"relevo/internal/fault"
	"relevo/internal/ids"
	"relevo/internal/policy"
)

var start = time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC)

// each runs fn on both dialects with a clock that the test moves.
func each(t *testing.T, fn func(t *testing.T, d *db.DB, clk *clock.Manual)) {
	clk := clock.NewManual(start)
	dbtest.EachWithClock(t, clk, func(t *testing.T, d *db.DB) { fn(t, d, clk) })
}

func write(t *testing.T, d *db.DB, fn func(*db.Tx) error) {
	t.Helper()
	if err := d.Write(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}

func writeFails(t *testing.T, d *db.DB, code string, fn func(*db.Tx) error) {
	t.Helper()
	if err := d.Write(t.Context(), fn); !fault.HasCode(err, code) {
		t.Errorf("got %v, want %s", err, code)
	}
}

// person makes a project and a person with a role in it.
func person(t *testing.T, d *db.DB, email string, role policy.Role) (p account.Project, u account.User) {
	t.Helper()
	write(t, d, func(tx *db.Tx) (err error) {
		if p, err = account.CreateProject(tx, "Shop"); err != nil {
			return err
		}
		if u, err = account.CreateUser(tx, email, "Ana", "hash"); err != nil {
			return err
		}
		return account.AddMember(tx, p.ID, u.ID, role)
	})
	return p, u
}

func TestNames(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		"Shop": "Shop", "  Shop \n": "Shop", strings.Repeat("é", 200): strings.Repeat("é", 200),
		"": "", " \t": "", strings.Repeat("é", 201): "", "a\x00b": "", "a\nb": "", "\xff": "",
	} {
		got, err := account.CheckName("name", given)
		if got != want || (want == "") != fault.HasCode(err, fault.CodeInvalidInput) {
			t.Errorf("%q: got %q, %v", given, got, err)
		}
	}
}

func TestEmails(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		" Ana@Shop.Test ": "ana@shop.test", "ÀNA@shop.test": "àna@shop.test", "a@localhost": "a@localhost",
		"": "", "ana": "", "@shop.test": "", "ana@": "", "a@b@c": "", "a b@c": "", "a\x00@c": "",
		strings.Repeat("a", 250) + "@c.de": "", "\xff@c": "",
	} {
		got, err := account.CheckEmail(given)
		if got != want || (want == "") != fault.HasCode(err, fault.CodeInvalidInput) {
			t.Errorf("%q: got %q, %v", given, got, err)
		}
	}
}

func TestEmailStandsOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *db.DB, _ *clock.Manual) {
		person(t, d, "ana@shop.test", policy.RoleOwner)
		writeFails(t, d, fault.CodeDuplicate, func(tx *db.Tx) error {
			_, err := account.CreateUser(tx, "ana@shop.test", "Other", "hash")
			return err
		})
	})
}

func TestMembershipsHaveNumbers(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *db.DB, _ *clock.Manual) {
		first, ana := person(t, d, "ana@shop.test", policy.RoleOwner)
		second, bob := person(t, d, "bob@shop.test", policy.RoleInbox)
		write(t, d, func(tx *db.Tx) error { return account.AddMember(tx, first.ID, bob.ID, policy.RoleMember) })
		writeFails(t, d, fault.CodeDuplicate, func(tx *db.Tx) error { return account.AddMember(tx, first.ID, ana.ID, policy.RoleMember) })
		writeFails(t, d, fault.CodeReferenced, func(tx *db.Tx) error {
			return account.AddMember(tx, ids.ProjectID(ids.New()), ana.ID, policy.RoleMember)
		})
		write(t, d, func(tx *db.Tx) error {
			oldest, err := account.FirstMembership(tx, bob.ID)
			if err != nil || oldest.Project.ID != second.ID || oldest.Number != 2 || oldest.Role != policy.RoleInbox {
				t.Errorf("bob's oldest place is %+v, %v", oldest, err)
			}
			listed, err := account.ListMembers(tx, policy.Project(first.ID), account.Part{Offset: 1, Size: 5})
			if err != nil || listed.Total != 2 || len(listed.Items) != 1 || listed.Items[0].Number != 3 || listed.Items[0].Email != "bob@shop.test" {
				t.Errorf("second part of the members: %+v, %v", listed, err)
			}
			none, err := account.ListMembers(tx, policy.Scope{}, account.Part{Size: 5})
			if err != nil || none.Total != 0 {
				t.Errorf("the zero scope sees %+v, %v", none, err)
			}
			return nil
		})
	})
}

func TestSessionsSlide(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *db.DB, clk *clock.Manual) {
		_, ana := person(t, d, "ana@shop.test", policy.RoleOwner)
		write(t, d, func(tx *db.Tx) error { _, err := account.OpenSession(tx, ana, "h"); return err })
		find := func() (s account.Session, err error) {
			err = d.Read(t.Context(), func(tx *db.Tx) error { s, err = account.FindSession(tx, "h"); return err })
			return s, err
		}
		clk.Advance(24*time.Hour - time.Minute)
		if s, err := find(); err != nil || s.Renewable(clk.Now()) || s.UserName != "Ana" {
			t.Errorf("within a day: %+v, %v", s, err)
		}
		clk.Advance(time.Minute)
		s, err := find()
		if err != nil || !s.Renewable(clk.Now()) {
			t.Errorf("after a day: %+v, %v", s, err)
		}
		write(t, d, func(tx *db.Tx) error { _, err := account.RenewSession(tx, "h"); return err })
		renewed, err := find()
		if err != nil || renewed.ExpiresAt.Sub(s.ExpiresAt) != 24*time.Hour || renewed.Renewable(clk.Now()) {
			t.Errorf("renewed: %+v, %v", renewed, err)
		}
		clk.Advance(account.SessionLife)
		if _, err := find(); !fault.Is(err, fault.NotFound) {
			t.Errorf("at its end: %v", err)
		}
		writeFails(t, d, fault.CodeNotFound, func(tx *db.Tx) error { _, err := account.RenewSession(tx, "h"); return err })
		write(t, d, func(tx *db.Tx) error { return account.PruneSessions(tx, ana.ID) })
	})
}

func TestLinks(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *db.DB, clk *clock.Manual) {
		_, ana := person(t, d, "ana@shop.test", policy.RoleOwner)
		write(t, d, func(tx *db.Tx) error {
			if err := account.CreateLink(tx, account.LinkLogIn, ana.ID, "login"); err != nil {
				return err
			}
			return account.CreateLink(tx, account.LinkSetup, "", "setup")
		})
		works := func(purpose account.Purpose, hash string) error {
			return d.Read(t.Context(), func(tx *db.Tx) error { return account.CheckLink(tx, purpose, hash) })
		}
		if err := works(account.LinkSetup, "login"); !fault.HasCode(err, fault.CodeLinkUsed) {
			t.Errorf("a log-in link for the set-up: %v", err)
		}
		logIn := func(hash string) (user ids.UserID, err error) {
			err = d.Read(t.Context(), func(tx *db.Tx) (err error) { user, err = account.LinkUser(tx, account.LinkLogIn, hash); return err })
			return user, err
		}
		for range 2 {
			if user, err := logIn("login"); err != nil || user != ana.ID {
				t.Errorf("a log-in link: %q, %v", user, err)
			}
		}
		if _, err := logIn("setup"); !fault.HasCode(err, fault.CodeLinkUsed) {
			t.Errorf("a set-up link for the log-in: %v", err)
		}
		if err := works(account.LinkSetup, "setup"); err != nil {
			t.Errorf("a set-up link: %v", err)
		}
		write(t, d, func(tx *db.Tx) error { return account.DropLinks(tx, account.LinkSetup) })
		if err := works(account.LinkSetup, "setup"); !fault.HasCode(err, fault.CodeLinkUsed) {
			t.Errorf("after the set-up: %v", err)
		}
		write(t, d, func(tx *db.Tx) error { return account.CreateLink(tx, account.LinkSetup, "", "setup") })
		clk.Advance(account.LinkLife)
		if err := works(account.LinkSetup, "setup"); !fault.HasCode(err, fault.CodeLinkUsed) {
			t.Errorf("after 24 hours: %v", err)
		}
		if _, err := logIn("login"); !fault.HasCode(err, fault.CodeLinkUsed) {
			t.Errorf("a log-in link after 24 hours: %v", err)
		}
	})
}

func TestSetupClosesOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *db.DB, _ *clock.Manual) {
		for i, want := range []bool{true, false} {
			write(t, d, func(tx *db.Tx) error {
				open, err := account.SetupOpen(tx)
				if err != nil || open != want {
					t.Errorf("%d: open is %v, %v", i, open, err)
				}
				first, err := account.CloseSetup(tx)
				if first != want {
					t.Errorf("%d: first is %v", i, first)
				}
				return err
			})
		}
	})
}

func TestAPIKeysInScope(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *db.DB, clk *clock.Manual) {
		shop, _ := person(t, d, "ana@shop.test", policy.RoleOwner)
		other, _ := person(t, d, "bob@shop.test", policy.RoleOwner)
		var key account.APIKey
		write(t, d, func(tx *db.Tx) (err error) {
			key, err = account.CreateAPIKey(tx, account.APIKey{ProjectID: shop.ID, Name: "n", Prefix: "p", ExpiresAt: clk.Now().Add(time.Hour)}, "h")
			return err
		})
		writeFails(t, d, fault.CodeNotFound, func(tx *db.Tx) error {
			_, err := account.RevokeAPIKey(tx, policy.Project(other.ID), key.ID)
			return err
		})
		write(t, d, func(tx *db.Tx) error {
			found, err := account.FindAPIKey(tx, "h")
			if err != nil || found != key {
				t.Errorf("got %+v, %v, want %+v", found, err, key)
			}
			return nil
		})
		clk.Advance(time.Hour)
		writeFails(t, d, fault.CodeNotFound, func(tx *db.Tx) error { _, err := account.FindAPIKey(tx, "h"); return err })
		write(t, d, func(tx *db.Tx) error {
			gone, err := account.RevokeAPIKey(tx, policy.Project(shop.ID), key.ID)
			if gone.ID != key.ID || gone.RevokedAt.IsZero() {
				t.Errorf("got %+v, want %+v revoked", gone, key)
			}
			return err
		})
	})
}

func TestAuditLogPages(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *db.DB, clk *clock.Manual) {
		shop, _ := person(t, d, "ana@shop.test", policy.RoleOwner)
		for i := range 5 {
			write(t, d, func(tx *db.Tx) error {
				return account.AddAuditEntry(tx, account.AuditEntry{ProjectID: shop.ID, Actor: "operator", Action: string(rune('a' + i)), Data: map[string]any{"i": float64(i)}})
			})
			if i%2 == 0 {
				clk.Advance(time.Second) // some share an instant
			}
		}
		write(t, d, func(tx *db.Tx) error {
			return account.AddAuditEntry(tx, account.AuditEntry{Actor: "operator", Action: "outside"})
		})
		list := func(from *account.AuditPlace, backwards bool) (actions string, places []account.AuditPlace) {
			err := d.Read(t.Context(), func(tx *db.Tx) error {
				entries, err := account.ListAuditEntries(tx, policy.Project(shop.ID), account.AuditFilter{}, from, backwards, 3)
				for _, e := range entries {
					actions += e.Action
					places = append(places, e.Place())
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return actions, places
		}
		newest, places := list(nil, false)
		if newest != "edc" {
			t.Errorf("newest: %s", newest)
		}
		if older, _ := list(&places[2], false); older != "ba" {
			t.Errorf("older: %s", older)
		}
		if newer, _ := list(&places[2], true); newer != "de" {
			t.Errorf("newer: %s", newer)
		}
	})
}
