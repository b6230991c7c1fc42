package sim

// seedTemplates fills an empty account: approved templates with positional
// and named variables, headers and buttons in three languages, one pending,
// one rejected, one paused.
func (t *tx) seedTemplates() {
	for i, tpl := range seededTemplates() {
		tpl.ID = itoa(594425479261500 + 17*i)
		tpl.Seq = t.nextSeq()
		t.saveTemplate(&tpl)
	}
}

func seededTemplates() []template {
	const booking = `[
 {"type":"BODY","text":"Hi {{1}}, your delivery is booked for {{2}} between {{3}}. Reply here if that doesn't suit you.","example":{"body_text":[["Lucía","Thursday","17:00 and 19:00"]]}},
 {"type":"FOOTER","text":"Tavola Norte"},
 {"type":"BUTTONS","buttons":[{"type":"QUICK_REPLY","text":"Confirm"},{"type":"QUICK_REPLY","text":"Change the time"}]}]`
	return []template{
		{Name: "hello_world", Language: "en_US", Category: "UTILITY", Status: "APPROVED", Format: "POSITIONAL", Quality: "GREEN", Components: mustJSON(`[
 {"type":"HEADER","format":"TEXT","text":"Hello World"},
 {"type":"BODY","text":"Welcome and congratulations!! This message demonstrates your ability to send a WhatsApp message notification from the Cloud API, hosted by Meta. Thank you for taking the time to test with us."},
 {"type":"FOOTER","text":"WhatsApp Business Platform sample message"}]`)},
		{Name: "delivery_booked", Language: "en", Category: "UTILITY", Status: "APPROVED", Format: "POSITIONAL", Quality: "GREEN", Components: mustJSON(booking)},
		{Name: "delivery_booked", Language: "es", Category: "UTILITY", Status: "APPROVED", Format: "POSITIONAL", Components: mustJSON(`[
 {"type":"BODY","text":"Hola {{1}}, tu entrega es el {{2}} entre las {{3}}. Responde aquí si no te viene bien.","example":{"body_text":[["Lucía","jueves","17:00 y las 19:00"]]}},
 {"type":"FOOTER","text":"Tavola Norte"},
 {"type":"BUTTONS","buttons":[{"type":"QUICK_REPLY","text":"Confirmar"},{"type":"QUICK_REPLY","text":"Cambiar la hora"}]}]`)},
		{Name: "delivery_booked", Language: "pt_BR", Category: "UTILITY", Status: "APPROVED", Format: "POSITIONAL", Components: mustJSON(`[
 {"type":"BODY","text":"Olá {{1}}, sua entrega está marcada para {{2}} entre {{3}}. Responda aqui se não for um bom horário.","example":{"body_text":[["João","quinta-feira","17:00 e 19:00"]]}},
 {"type":"FOOTER","text":"Tavola Norte"},
 {"type":"BUTTONS","buttons":[{"type":"QUICK_REPLY","text":"Confirmar"},{"type":"QUICK_REPLY","text":"Mudar o horário"}]}]`)},
		{Name: "order_update", Language: "en", Category: "UTILITY", Status: "APPROVED", Format: "NAMED", Quality: "GREEN", Components: mustJSON(`[
 {"type":"HEADER","format":"TEXT","text":"Order {{order_id}}","example":{"header_text_named_params":[{"param_name":"order_id","example":"TN-4821"}]}},
 {"type":"BODY","text":"Hi {{customer_name}}, your order is {{order_state}}. We'll write again when it changes.","example":{"body_text_named_params":[{"param_name":"customer_name","example":"Lucía"},{"param_name":"order_state","example":"on its way"}]}},
 {"type":"BUTTONS","buttons":[{"type":"URL","text":"Track it","url":"https://tavolanorte.example/orders/{{1}}","example":["https://tavolanorte.example/orders/TN-4821"]}]}]`)},
		{Name: "invoice_copy", Language: "en", Category: "UTILITY", Status: "APPROVED", Format: "POSITIONAL", Components: mustJSON(`[
 {"type":"HEADER","format":"DOCUMENT","example":{"header_handle":["4::aW52b2ljZQ=="]}},
 {"type":"BODY","text":"Here is your copy of invoice {{1}}. Thank you for buying from us.","example":{"body_text":[["2026-0173"]]}}]`)},
		{Name: "spring_sale", Language: "en", Category: "MARKETING", Status: "APPROVED", Format: "POSITIONAL", Quality: "YELLOW", Components: mustJSON(`[
 {"type":"HEADER","format":"IMAGE","example":{"header_handle":["4::c3ByaW5n"]}},
 {"type":"BODY","text":"Spring is here, {{1}}: 15 % off every oak table until Sunday.","example":{"body_text":[["Lucía"]]}},
 {"type":"FOOTER","text":"Reply STOP to hear less from us"},
 {"type":"BUTTONS","buttons":[{"type":"COPY_CODE","example":"SPRING15"},{"type":"URL","text":"See the tables","url":"https://tavolanorte.example/spring"},{"type":"PHONE_NUMBER","text":"Call us","phone_number":"+15550100100"}]}]`)},
		{Name: "login_code", Language: "en", Category: "AUTHENTICATION", Status: "APPROVED", Format: "POSITIONAL", Components: mustJSON(`[
 {"type":"BODY","text":"*{{1}}* is your verification code. For your security, do not share this code.","add_security_recommendation":true,"example":{"body_text":[["123456"]]}},
 {"type":"FOOTER","text":"This code expires in 10 minutes.","code_expiration_minutes":10},
 {"type":"BUTTONS","buttons":[{"type":"OTP","otp_type":"COPY_CODE","text":"Copy code"}]}]`)},
		{Name: "feedback_request", Language: "en", Category: "MARKETING", Status: "PENDING", Format: "POSITIONAL", Components: mustJSON(`[
 {"type":"BODY","text":"How did we do, {{1}}? One tap is enough.","example":{"body_text":[["Lucía"]]}}]`)},
		{Name: "free_gift", Language: "en", Category: "MARKETING", Status: "REJECTED", Reason: "PROMOTIONAL", Format: "POSITIONAL", Components: mustJSON(`[
 {"type":"BODY","text":"You won a gift! Send us your card number to claim it."}]`)},
		{Name: "weekly_offers", Language: "en", Category: "MARKETING", Status: "PAUSED", Quality: "RED", Pauses: 1, Format: "POSITIONAL", Components: mustJSON(`[
 {"type":"BODY","text":"This week's offers are in. Reply MORE to see them."}]`)},
	}
}
