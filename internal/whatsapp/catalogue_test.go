package whatsapp

import (
	"slices"
	"testing"
	"time"
)

// documentedCodes is every code of Meta's error reference, ranges by their ends.
var documentedCodes = []int{
	0, 1, 2, 3, 4, 10, 33, 100, 190, 200, 299, 368, 80007, 130403, 130429, 130472, 130497, 131000, 131005, 131008, 131009, 131014, 131016,
	131020, 131021, 131026, 131030, 131031, 131035, 131036, 131037, 131041, 131042, 131044, 131045, 131047, 131048, 131049, 131050,
	131051, 131052, 131053, 131055, 131056, 131057, 131060, 131062, 131063, 131064, 131201, 131215, 132000, 132001, 132005, 132007,
	132008, 132012, 132015, 132016, 132018, 132068, 132069, 133000, 133004, 133005, 133006, 133008, 133009, 133010, 133015, 133016,
	134011, 134100, 134101, 134102, 135000, 137000, 138000, 138018, 139000, 139004, 139100, 139103, 147001, 147005, 2388001, 2388012,
	2388019, 2388040, 2388047, 2388072, 2388073, 2388091, 2388093, 2388103, 2388293, 2388299, 2494100, 2593107, 2593108, 2593109,
}

func TestCatalogueIsComplete(t *testing.T) {
	t.Parallel()
	for _, code := range documentedCodes {
		e := Explain(code, 400, "d")
		if !e.Known || e.Code != code || e.Details != "d" {
			t.Errorf("code %d is not in the catalogue", code)
		}
	}
	categories := []string{"authorization", "permission", "throttling", "parameter", "media", "server", "integrity", "reengagementWindow",
		"wabaConfig", "businessEligibility", "phoneRegistration", "template", "flow", "synchronization"}
	previous := -1
	for _, row := range catalogue() {
		if row.Title == "" || row.Cause == "" || row.Advice == "" || len(placesOf(row.Where)) == 0 || slices.Contains(placesOf(row.Where), "") {
			t.Errorf("code %d lacks a text or a place", row.Code)
		}
		if !slices.Contains([]Retry{RetryNo, RetryWait, RetryOnce, RetryFix}, row.Retry) || !slices.Contains(categories, row.Category) {
			t.Errorf("code %d: retry %q, category %q", row.Code, row.Retry, row.Category)
		}
		if !slices.Contains([]Scope{ScopeMessage, ScopePerson, ScopeNumber, ScopeAccount}, row.Scope) {
			t.Errorf("code %d: scope %q", row.Code, row.Scope)
		}
		if row.Retry == RetryWait && row.Wait == 0 {
			t.Errorf("code %d is to wait without a time", row.Code)
		}
		if row.Code <= previous {
			t.Errorf("code %d stands twice or within the range before it", row.Code)
		}
		previous = max(row.Code, row.To)
	}
}

func TestExplain(t *testing.T) {
	t.Parallel()
	for code, want := range map[int]struct {
		step  Step
		brief string
	}{
		131047: {StepTemplate, "the 24-hour window has closed"}, 132001: {StepOtherTemplate, "the template isn’t approved"},
		131026: {StepNumber, "this number isn’t on WhatsApp"}, 131056: {StepRetry, "too many messages to this person at once"},
		130403: {StepRetry, "this person is blocked"}, 131053: {StepRetry, "WhatsApp couldn’t take the file"}, 190: {StepAdmin, "the access to WhatsApp has expired"}, 131005: {StepAdmin, "a permission is missing or was taken away"},
		131042: {StepAdmin, "the WhatsApp account has a payment problem"}, 131049: {StepNone, "WhatsApp chose not to deliver it"},
		2388040: {StepAdmin, "Meta refused the template, the number or its migration; the details say why"},
	} {
		if e := Explain(code, 0, ""); e.Step != want.step || e.Brief != want.brief {
			t.Errorf("%d: step %q, brief %q", code, e.Step, e.Brief)
		}
	}
	if e := Explain(CodeNotSent, 0, "The number is gone."); e.Step != StepRetry || e.Brief != "the number is gone" {
		t.Errorf("not sent: step %q, brief %q", e.Step, e.Brief)
	}
	if e := Explain(99, 503, "The parcel is too heavy."); e.Step != StepRetry || e.Brief != "the parcel is too heavy" {
		t.Errorf("unknown: step %q, brief %q", e.Step, e.Brief)
	}
	for code, want := range map[int]struct {
		retry    Retry
		category string
		hold     bool
	}{
		131047: {RetryNo, "reengagementWindow", false}, 131056: {RetryWait, "throttling", false}, 190: {RetryFix, "authorization", true},
		131000: {RetryOnce, "server", false}, 250: {RetryFix, "permission", true}, 132015: {RetryWait, "template", false}, 131026: {RetryNo, "parameter", false},
	} {
		if e := Explain(code, 0, ""); e.Retry != want.retry || e.Category != want.category || e.Hold() != want.hold {
			t.Errorf("code %d: got %+v", code, e)
		}
	}
	if e := Explain(131049, 0, ""); e.Wait != 24*time.Hour || !slices.Equal(e.Where, []Where{WhereStatus}) {
		t.Errorf("got %+v", e)
	}
}

func TestExplainUnknownCode(t *testing.T) {
	t.Parallel()
	for status, want := range map[int]Retry{0: RetryNo, 400: RetryNo, 401: RetryFix, 403: RetryFix, 404: RetryNo, 429: RetryWait, 500: RetryWait, 503: RetryWait} {
		for _, code := range []int{-5, 5, 300, 131202_000, 999999999} {
			if e := Explain(code, status, "what Meta says"); e.Known || e.Retry != want || e.Cause != "what Meta says" || e.Title == "" {
				t.Errorf("code %d, status %d: got %+v", code, status, e)
			}
		}
	}
}
