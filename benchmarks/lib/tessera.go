// Tessera as a library on POSIX: so many writers, each with one entry of 300 bytes under way, for so many seconds. Prints
// the entries that were durable a second.
//
//	tessera FOLDER WRITERS SECONDS
package main

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/transparency-dev/tessera"
	"github.com/transparency-dev/tessera/storage/posix"
	"golang.org/x/mod/sumdb/note"
)

func must[T any](value T, err error) T {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	return value
}

func main() {
	ctx := context.Background()
	folder, writers, seconds := os.Args[1], must(strconv.Atoi(os.Args[2])), must(strconv.Atoi(os.Args[3]))
	key, _, err := note.GenerateKey(nil, "bench.example/tessera")
	signer := must(note.NewSigner(must(key, err)))
	options := tessera.NewAppendOptions().
		WithCheckpointSigner(signer).
		WithCheckpointInterval(time.Second).
		WithBatching(uint(writers), time.Second) // a batch is full when every writer waits
	appender, _, _, err := tessera.NewAppender(ctx, must(posix.New(ctx, posix.Config{Path: folder})), options)
	must(appender, err)

	var number, durable atomic.Int64
	var all sync.WaitGroup
	filler := strings.Repeat("x", 290)
	end := time.Now().Add(time.Duration(seconds) * time.Second)
	for range writers {
		all.Go(func() {
			for time.Now().Before(end) {
				entry := fmt.Appendf(nil, "%09d %s", number.Add(1), filler)
				must(appender.Add(ctx, tessera.NewEntry(entry))())
				durable.Add(1)
			}
		})
	}
	all.Wait()
	fmt.Println(float64(durable.Load()) / float64(seconds))
}
