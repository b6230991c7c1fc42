package whatsapp

import "testing"

func TestStatusRank(t *testing.T) {
	t.Parallel()
	for status, want := range map[string]int{"queued": 0, "accepted": 0, "sent": 1, "failed": 2, "delivered": 3, "read": 4, "played": 5,
		"deleted": RankUnknown, "warning": RankUnknown, "": RankUnknown} {
		if got := StatusRank(status); got != want {
			t.Errorf("StatusRank(%q) = %d, want %d", status, got, want)
		}
	}
}

func TestStatusShapes(t *testing.T) {
	t.Parallel()
	for _, v := range []struct {
		status string
		check  func(*Status) bool
	}{
		{`"status":"deleted","recipient_id":"1"`, func(s *Status) bool { return s.Rank == RankUnknown && s.Recipient.Phone == "1" }},
		{`"status":"SENT","type":"message"`, func(s *Status) bool { return s.Status == "sent" && s.Rank == 1 }},
		{`"status":"failed","errors":[{"code":131047},{"code":"131026","title":"t"},7]`, func(s *Status) bool { return len(s.Errors) == 2 && s.Errors[1].Code == 131026 }},
		{`"status":"read","recipient_user_id":"US.1","parent_recipient_user_id":"US.ENT.2"`, func(s *Status) bool { return s.Recipient == Identity{UserID: "US.1", ParentUserID: "US.ENT.2"} }},
		{`"status":"read","recipient_user_id":"US.1","parent_user_id":"US.ENT.2"`, func(s *Status) bool { return s.Recipient.ParentUserID == "US.ENT.2" }},
		{`"status":"read","recipient_user_id":"US.1","recipient_parent_user_id":"US.ENT.2"`, func(s *Status) bool { return s.Recipient.ParentUserID == "US.ENT.2" }},
		{`"status":"read","recipient_id":"US.1"`, func(s *Status) bool { return s.Recipient.UserID == "US.1" }},
		{`"status":"delivered","recipient_id":"120363","recipient_type":"group","recipient_participant_id":"1555"`, func(s *Status) bool {
			return s.GroupID == "120363" && s.Participant == "1555" && s.Recipient.IsZero()
		}},
		{`"status":"sent","biz_opaque_callback_data":"ours","pricing":{"billable":"true","category":"authentication-international"}`, func(s *Status) bool {
			return s.CallbackData == "ours" && s.Pricing.Billable && s.Pricing.Category == "authentication-international"
		}},
		{`"status":"sent","timestamp":1750030073,"conversation":{"id":"c","expiration_timestamp":1750116480,"origin":{"type":"marketing"}}`, func(s *Status) bool {
			return s.Timestamp.Unix() == 1750030073 && s.Conversation.Expires.Unix() == 1750116480
		}},
	} {
		items := inField(t, "messages", `{"statuses":[{"id":"wamid.1",`+v.status+`}]}`)
		if s, ok := items[0].(*Status); !ok || !v.check(s) {
			t.Errorf("%s: got %s", v.status, summary(items[0]))
		}
	}
}

func TestOtherFields(t *testing.T) {
	t.Parallel()
	for _, v := range []struct {
		field, value string
		check        func([]Item) bool
	}{
		{"messages", `{"errors":[{"code":130429,"title":"Rate limit hit"}]}`, func(i []Item) bool { return i[0].(*ValueError).Code == 130429 }},
		{"flows", `{"errors":[{"error_type":"X"}]}`, func(i []Item) bool { return i[0].(*Other).Field == "flows" }},
		{"calls", `{"statuses":[{"id":"wacid.1","type":"call","status":"RINGING","recipient_id":"1"}]}`, func(i []Item) bool { return i[0].(*Call).Status == "RINGING" }},
		{"calls", `{"calls":[{"id":"wacid.1","from":"1555","to":"1","event":"connect","direction":"USER_INITIATED"}]}`, func(i []Item) bool {
			return i[0].(*Call).UserInitiated && i[0].(*Call).Person.Phone == "1555"
		}},
		{"history", `{"history":[{"errors":[{"code":2593109}]}]}`, func(i []Item) bool { return i[0].(*HistoryProgress).Errors[0].Code == 2593109 }},
		{"user_preferences", `{"user_preferences":[{"user_id":"US.1","category":"marketing_messages","value":"stop","timestamp":1731705721}]}`, func(i []Item) bool {
			return i[0].(*UserPreference).Stop && i[0].(*UserPreference).Person.UserID == "US.1"
		}},
		{"account_update", `{"event":"DISABLED_UPDATE","ban_info":{"waba_ban_state":"DISABLE"}}`, func(i []Item) bool { return i[0].(*AccountUpdate).Disabled() }},
		{"account_update", `7`, func(i []Item) bool { return string(i[0].(*Other).Raw) == "7" }},
		{"business_capability_update", `{"max_daily_conversations_per_business":"TIER_1K"}`, func(i []Item) bool { return i[0].(*AccountUpdate).MessagingLimit == "TIER_1K" }},
		{"message_template_status_update", `{"event":"REJECTED","reason":"SCAM","message_template_id":12345678901234567}`, func(i []Item) bool {
			return i[0].(*TemplateUpdate).TemplateID == "12345678901234567"
		}},
		{"smb_message_echoes", `{"metadata":{"display_phone_number":"1000"},"message_echoes":[{"id":"w","from":"1000","to":"1555","type":"text","text":{"body":"x"}},{"id":"v"}]}`, func(i []Item) bool {
			return i[0].(*Echo).To.Phone == "1555" && i[1].(*Unknown).Reason == "no recipient"
		}},
		{"a_new_field", `{"x":1}`, func(i []Item) bool { return string(i[0].(*Other).Raw) == `{"x":1}` }},
	} {
		if items := inField(t, v.field, v.value); !v.check(items) {
			t.Errorf("%s %s: got %s", v.field, v.value, summary(items[0]))
		}
	}
}

func TestRejectionInfoBesideTheValue(t *testing.T) {
	t.Parallel()
	d, err := Parse([]byte(`{"entry":[{"changes":[{"field":"message_template_status_update","value":{"event":"REJECTED"},"rejection_info":{"reason":"r","recommendation":"do"}}]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	if u := d.Changes[0].Items[0].(*TemplateUpdate); u.Explanation != "r" || u.Recommendation != "do" {
		t.Errorf("got %+v", u)
	}
}
