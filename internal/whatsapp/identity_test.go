package whatsapp

import "testing"

func TestIsBSUID(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]bool{
		"US.13491208655302741918": true, "US.ENT.11815799212886844830": true, "DE.a": true,
		"us.134": false, "USA.134": false, "US.": false, "US.ENT.": false, "US.1-2": false, "15550100001": false,
		"US.134\n": false, "xUS.134": false, "": false,
	} {
		if IsBSUID(s) != want {
			t.Errorf("IsBSUID(%q) = %v", s, !want)
		}
	}
}

func TestPhoneDigits(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{
		"15550100200": "15550100200", "+1 (555) 010-0200": "15550100200", "+250 788 123 200": "250788123200",
		" 1555.010 ": "1555010", "": "", "+": "", "US.1": "", "1555x": "", "1+555": "", "123456789012345678901": "",
	} {
		got, ok := PhoneDigits(s)
		if ok != (want != "") || (ok && got != want) {
			t.Errorf("PhoneDigits(%q) = %q %v", s, got, ok)
		}
	}
}

func TestIdentityGoesByForm(t *testing.T) {
	t.Parallel()
	const user, parent = "US.134", "US.ENT.118"
	for name, v := range map[string]struct {
		in   handles
		want Identity
	}{
		"usual":               {handles{from: "1555", waID: "1555", userID: user, parentID: parent, username: "@ada"}, Identity{"1555", "1555", user, parent, "ada"}},
		"username without at": {handles{from: "1555", username: "ada"}, Identity{Phone: "1555", Username: "ada"}},
		"no phone":            {handles{userID: user}, Identity{UserID: user}},
		"empty, not missing":  {handles{from: "", waID: "", userID: user}, Identity{UserID: user}},
		"bsuid in from":       {handles{from: user, waID: user}, Identity{UserID: user}},
		"phone in user id":    {handles{userID: "1555"}, Identity{Phone: "1555"}},
		"two numbers":         {handles{from: "5511987654321", waID: "551187654321"}, Identity{Phone: "5511987654321", WaID: "551187654321"}},
		"parent in from":      {handles{from: parent}, Identity{UserID: parent, ParentUserID: parent}},
		"parent and user":     {handles{from: parent, userID: user}, Identity{UserID: user, ParentUserID: parent}},
		"unknown form":        {handles{from: "1555", userID: "user.93737"}, Identity{Phone: "1555", UserID: "user.93737"}},
		"unknown from":        {handles{from: "PHONE"}, Identity{UserID: "PHONE"}},
		"unknown from, known": {handles{from: "PHONE", userID: user}, Identity{UserID: user}},
		"formatted":           {handles{from: "+1 555-010", waID: "1555010"}, Identity{Phone: "1555010", WaID: "1555010"}},
		"nothing":             {handles{username: "@ada"}, Identity{Username: "ada"}},
	} {
		if got := v.in.identity(); got != v.want {
			t.Errorf("%s: got %+v, want %+v", name, got, v.want)
		}
	}
}
