package main

import (
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// answerFile is where a script finds the body of the last answer.
const answerFile = "answer.json"

// logIn opens a session on the server: login EMAIL PASSWORD
func logIn(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: login EMAIL PASSWORD")
	}
	jar, err := cookiejar.New(nil)
	ts.Check(err)
	s := ts.Value(serverKey{}).(*server)
	s.http = &http.Client{Jar: jar, Timeout: 30 * time.Second}
	asks(ts, false, []string{"200", "POST", "/platform/v1/session", fmt.Sprintf(`{"session":{"email":%q,"password":%q}}`, args[0], args[1])})
}

// asks wants a status of a request by whoever logged in, and keeps its answer in
// answer.json: asks STATUS METHOD PATH [BODY]
func asks(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 3 {
		ts.Fatalf("usage: asks STATUS METHOD PATH [BODY]")
	}
	if status := request(ts, args[1], args[2], append(args, "")[3]); strconv.Itoa(status) != args[0] {
		ts.Fatalf("%s %s answers %d: %s", args[1], args[2], status, ts.ReadFile(answerFile))
	}
}

// until asks again and again until an answer holds a text: until PATH TEXT
func until(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: until PATH TEXT")
	}
	for limit := time.Now().Add(30 * time.Second); time.Now().Before(limit); {
		if request(ts, "GET", args[0], "") == http.StatusOK && strings.Contains(ts.ReadFile(answerFile), args[1]) {
			return
		}
	}
	ts.Fatalf("%s never held %q: %s", args[0], args[1], ts.ReadFile(answerFile))
}

func request(ts *testscript.TestScript, method, path, body string) (status int) {
	r, err := http.NewRequest(method, ts.Getenv("URL")+path, strings.NewReader(body))
	ts.Check(err)
	r.Header.Set("Origin", ts.Getenv("URL"))
	r.Header.Set("Content-Type", "application/json")
	resp, err := ts.Value(serverKey{}).(*server).http.Do(r)
	ts.Check(err)
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(answerFile), text, 0o600))
	return resp.StatusCode
}
