// Every bound of the product, in one place. A test stands at each and one past it.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace vienreiz::limits {

using namespace std::chrono_literals;
inline constexpr std::size_t KiB = 1024;
inline constexpr std::size_t MiB = 1024 * KiB;
inline constexpr std::size_t GiB = 1024 * MiB;

// http
inline constexpr std::size_t request_head = 16 * KiB; // request line and header fields
inline constexpr std::size_t request_header_fields = 100;
inline constexpr std::size_t response_head = 64 * KiB; // of a server we ask
inline constexpr std::size_t request_body = 1 * MiB;   // in memory
inline constexpr std::size_t upload_part = 16 * MiB;   // one piece of a resumable upload
inline constexpr std::size_t upload_form = 2 * GiB;    // a file posted from a page
inline constexpr std::size_t form_parts = 64;          // of a form posted with a file
inline constexpr std::size_t form_part_head = 8 * KiB;
inline constexpr std::size_t form_field = 64 * KiB; // a value beside the file
inline constexpr std::size_t connections = 10'000;  // per node
// From one address, behind which a ministry may sit.
inline constexpr std::size_t connections_from_one = 1'000;
// Of what a process may open, beside connections.
inline constexpr std::size_t files_kept_free = 500;
inline constexpr auto head_timeout = 10s; // from first byte to end of head
inline constexpr auto body_timeout = 60s; // for the next body_progress of it
inline constexpr std::size_t body_progress = 16 * KiB;
inline constexpr auto idle_timeout = 75s;         // between requests
inline constexpr auto write_timeout = 60s;        // without any progress
inline constexpr auto event_stream_silence = 15s; // then a comment is sent
inline constexpr auto stop_timeout = 10s;         // for requests under way at a stop

// json, cbor
inline constexpr std::size_t json_depth = 32;
inline constexpr std::size_t cbor_depth = 32;

// crypto
inline constexpr std::size_t key_text = 8 * KiB; // a key as PEM, DER or one JWK member
inline constexpr std::size_t rsa_bits_least = 2'048;
inline constexpr std::size_t rsa_bits_most = 4'096;
inline constexpr std::size_t rsa_bits_made = 3'072;    // of a key we make: 128 bits of strength
inline constexpr std::size_t jwt = 64 * KiB;           // compact form
inline constexpr std::size_t sealed = 1 * MiB;         // plain bytes under one secret
inline constexpr std::size_t scrypt_memory = 64 * MiB; // what a stored hash may ask for
inline constexpr std::size_t age_header =
    64 * KiB; // a stanza for each recipient; post-quantum ones are long

// journal
inline constexpr std::size_t journal_entry = 65'535; // C2SP tlog-tiles: uint16 length
inline constexpr std::size_t journal_batch_entries = 4'096;
inline constexpr std::size_t journal_batch_bytes = 8 * MiB;
inline constexpr std::size_t journal_segment =
    16 * MiB; // what opening reads: longer ones open later
inline constexpr std::size_t journal_segment_read = 64 * MiB; // as long as they once were
inline constexpr std::size_t journal_room = 64 * KiB;         // zeros written ahead of the batches
inline constexpr std::uint64_t journal_entries = std::uint64_t{1} << 40; // five levels of tiles
inline constexpr std::size_t journal_waiting = 100'000;  // entries queued for a batch
inline constexpr std::size_t commands_waiting = 10'000;  // commands queued for the sequencer
inline constexpr std::size_t idempotency_key = 255;      // characters
inline constexpr std::size_t work_waiting = 1'000;       // requests queued for the workers
inline constexpr std::size_t secrets_waiting = 100;      // those of them that hash a password
inline constexpr std::size_t journal_open_segments = 64; // files kept open for readers
inline constexpr std::size_t note_bytes = 256 * KiB; // a post-quantum signature line takes 3.3 kB
inline constexpr std::size_t witnessed_journals = 10'000;
inline constexpr std::size_t validations_waiting = 64;   // submissions that wait to be judged
inline constexpr std::size_t admission_bytes = 32 * MiB; // of so many, with post-quantum keys
inline constexpr std::size_t witness_state = 64 * MiB;
inline constexpr std::size_t witness_changes = 8 * MiB; // added before it is written anew
inline constexpr std::size_t submission =
    64 * KiB; // a proof and a note with a journal's own signatures
inline constexpr std::size_t submitters = 10'000; // of one intake
inline constexpr std::size_t submitters_bytes = 16 * MiB;
inline constexpr std::size_t trusted_certificates = 1 * MiB;
inline constexpr std::size_t time_stamp_reply = 64 * KiB; // with the authority's certificates
inline constexpr auto peer_timeout = std::chrono::seconds(5);
inline constexpr std::size_t entry_bundle = 256 * (2 + journal_entry); // C2SP tlog-tiles
inline constexpr std::size_t contradiction_bytes = 1 * MiB;            // two notes and a proof
inline constexpr std::size_t shelf_value = 8 * MiB; // of what nodes share in their database

// observer, of the journal it mirrors
inline constexpr std::size_t observer_connections = 8;
inline constexpr std::size_t observer_ahead = 16; // tiles or bundles held until their turn comes
inline constexpr std::size_t observer_tries = 3;  // of one request, before it is given up
inline constexpr auto observer_pause = 250ms; // before the second; twice as long before each next
inline constexpr auto observer_retry_after = 30s;   // that a journal may ask us to wait
inline constexpr auto observer_timeout = 10s;       // of any one wait
inline constexpr auto observer_answer = 2min;       // of the whole of one answer
inline constexpr std::size_t observer_mending = 64; // requests that wait for what is fetched again
inline constexpr std::size_t policy_bytes = 256 * KiB;  // a post-quantum verifier key takes 1.8 kB
inline constexpr std::size_t receipt_bytes = 512 * KiB; // an entry, a proof and a note
inline constexpr std::size_t note_signatures = 64;      // C2SP signed-note: at least 16
inline constexpr std::size_t verifier_keys = 64 * KiB;  // a file of them, one a line

// backups
inline constexpr std::size_t backup_piece = 4 * MiB;      // of a file, encrypted by itself
inline constexpr std::size_t backup_manifest = 512 * MiB; // names every file and piece of a run
inline constexpr std::size_t backup_recipients = 16;
inline constexpr std::size_t key_file = 64 * KiB; // identities, recipients

// datasets
inline constexpr std::size_t dataset_fields = 500;
inline constexpr std::size_t pushed_rows = 10'000;    // in one batch
inline constexpr std::size_t dataset_key_bytes = 400; // LMDB holds 511
inline constexpr std::size_t csv_record = 16 * MiB;   // one row of a file
inline constexpr std::size_t csv_cell = 1 * MiB;
inline constexpr std::size_t csv_record_cells =
    10'000;                                         // in one row, before it is a wrong delimiter
inline constexpr std::size_t csv_sample = 1 * MiB;  // read to find out how a file is written
inline constexpr std::size_t rejects_kept = 10'000; // written out; the rest is counted

inline constexpr std::size_t dataset_row_bytes = 64 * MiB;  // all cells of a row together
inline constexpr std::size_t dataset_sort_bytes = 64 * MiB; // keys sorted in memory at a time
inline constexpr std::uint64_t indexed_rows =
    0xffff'fffe; // of one version, each by a rank of 32 bits
inline constexpr std::uint64_t indexed_at_once =
    2'000'000; // cells, before their version serves: half a second
inline constexpr std::size_t profile_value_bytes = 200; // of a value shown in a profile

// views
inline constexpr std::size_t store_key_bytes = 511; // LMDB's own
inline constexpr std::size_t store_value_bytes = 16 * MiB;
inline constexpr std::size_t store_map = 1024 * GiB; // address space kept free, not disk
inline constexpr unsigned store_snapshots = 4'096;   // alive at a time

inline constexpr auto views_may_lag = 5s; // behind a journal, before it is trouble

// answers
inline constexpr std::size_t query_keys = 1'000; // keys in one request
inline constexpr std::size_t query_filters = 16;
inline constexpr std::size_t filter_bytes = 8 * KiB;
inline constexpr std::size_t filter_tests = 64;   // comparisons in one filter
inline constexpr std::size_t filter_depth = 16;   // of its parentheses and nots
inline constexpr std::size_t filter_listed = 500; // values behind one "in"
inline constexpr std::size_t sort_fields = 8;
inline constexpr std::size_t group_fields = 4;
inline constexpr std::size_t groups = 100'000; // of one answer, before it is cut into pages
inline constexpr std::size_t aggregates = 16;
// A group of fewer rows tells of somebody: in data about people, whom stands on record.
inline constexpr std::size_t small_group = 10;
inline constexpr std::size_t answer_people = 900; // their tags fit an entry of the journal
inline constexpr std::size_t look_ups_in_answer = 1'000;
inline constexpr std::size_t look_ups_on_page = 100; // of a person's own
inline constexpr std::size_t page_rows = 1'000;
inline constexpr std::size_t filter_values = 100; // of an agreement's row filter
inline constexpr auto agreement_term = std::chrono::days(3660);
inline constexpr std::size_t page_rows_default = 100;

// downloads
inline constexpr std::uint64_t extracts_bytes = 16 * GiB; // kept on the disk, and made there
inline constexpr std::size_t extracts_waiting = 64;       // to be made
inline constexpr std::size_t extracts_of_one = 4;         // of these, for one caller
// For one to be made, before its caller is asked to come again: less than the minute after which proxies give up.
inline constexpr auto extract_wait = 50s;
inline constexpr auto extract_kept = std::chrono::hours(24); // though nobody asks for it
inline constexpr std::size_t downloads_remembered =
    10'000;                                                // of a day, so that parts of one are one
inline constexpr std::size_t people_sort_bytes = 32 * MiB; // tags sorted in memory at a time

// change feeds
inline constexpr auto follow_wait = 60s;                    // of one long poll
inline constexpr std::size_t followers = 10'000;            // who wait or listen, on one node
inline constexpr std::size_t followers_of_one = 100;        // caller; of nobody known: address
inline constexpr std::uint64_t changes_looked_at = 100'000; // for one answer, given or hidden
inline constexpr std::size_t change_pages_kept = 64;        // for the next who asks for the same
inline constexpr std::size_t change_page_kept = 1 * MiB;    // a longer one is made each time

// the program
inline constexpr std::size_t configuration_file = 64 * KiB;

// pages
inline constexpr std::size_t catalogue = 4 * MiB; // a file of po/

inline constexpr std::size_t failures_told = 100; // of one form, at once

// people and systems
inline constexpr auto session_idle = 30min;
inline constexpr auto session_total = 12h;
inline constexpr auto token_lifetime = 10min;
inline constexpr auto assertion_lifetime = 5min; // RFC 7523: how far ahead exp may lie
inline constexpr auto clock_leeway = 30s;
inline constexpr std::size_t keys_per_system = 8;
inline constexpr std::size_t password_least = 12; // characters
inline constexpr std::size_t pin_least = 6;
inline constexpr std::size_t text_field = 4 * KiB; // any sentence a person writes

} // namespace vienreiz::limits
