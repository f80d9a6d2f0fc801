#include "postgres/shared_folders.hpp"
#include "postgres/test_journals.hpp"

namespace vienreiz::postgres::shelf_test {
using namespace test;

struct Shelves : Journals {
    std::unique_ptr<Shelf> open_shelf() const {
        auto opened = Shelf::open({.address = shared_pair().primary->address(), .schema = schema});
        if (opened) return std::move(*opened);
        throw std::runtime_error(opened.error().what);
    }
    using Told = std::map<std::string, std::optional<std::string>>;
    static Told changes(Shelf& shelf, Shelf::Mark& mark, std::string_view prefix = "") {
        Told out;
        mark = shelf
                   .changes(prefix, mark,
                            [&](std::string_view name, std::optional<ByteView> value) {
                                out[std::string(name)] =
                                    value ? std::optional(std::string(text(*value))) : std::nullopt;
                            })
                   .value();
        return out;
    }
};

TEST_F(Shelves, KeepWhatIsPutForAllWhoOpenThem) {
    auto one = open_shelf(), other = open_shelf();
    EXPECT_EQ(one->get("a").value(), std::nullopt);
    ASSERT_TRUE(one->put("a", bytes("first")));
    ASSERT_TRUE(other->put("a", bytes("second")));
    EXPECT_EQ(text(**one->get("a")), "second");
    ASSERT_TRUE(one->put("b", {}));
    EXPECT_EQ((*other->get("b"))->size(), 0u) << "nothing is a value";
    ASSERT_TRUE(one->erase("a"));
    EXPECT_EQ(other->get("a").value(), std::nullopt);
    ASSERT_TRUE(one->erase("never there"));
}

TEST_F(Shelves, GiveANameToTheFirstOfAll) {
    constexpr int askers = 8;
    std::atomic<int> firsts = 0;
    {
        auto shelf = open_shelf();
        std::vector<std::jthread> threads;
        for (int asker = 0; asker < askers; ++asker)
            threads.emplace_back([&] { firsts += shelf->put_first("once", bytes("x")).value(); });
    }
    EXPECT_EQ(firsts, 1);
    auto shelf = open_shelf();
    ASSERT_TRUE(shelf->erase("once"));
    EXPECT_TRUE(shelf->put_first("once", bytes("y")).value());
    EXPECT_EQ(text(**shelf->get("once")), "y");
}

TEST_F(Shelves, ListNamesInOrder) {
    auto shelf = open_shelf();
    for (const auto* name : {"b/2", "b/10", "a", "b/1", "c"}) ASSERT_TRUE(shelf->put(name, {}));
    ASSERT_TRUE(shelf->erase("b/2"));
    EXPECT_EQ(shelf->names("b/").value(), (std::vector<std::string>{"b/1", "b/10"}));
    for (int at = 0; at < 1'100; ++at) ASSERT_TRUE(shelf->put(fmt::format("m/{:04}", at), {}));
    auto many = shelf->names("m/").value();
    EXPECT_EQ(many.size(), 1'100u);
    EXPECT_TRUE(std::ranges::is_sorted(many));
}

TEST_F(Shelves, TellWhatChanged) {
    auto one = open_shelf(), other = open_shelf();
    ASSERT_TRUE(one->put("s/a", bytes("1")));
    ASSERT_TRUE(one->put("t/a", bytes("1")));
    Shelf::Mark mark = 0;
    EXPECT_EQ(changes(*other, mark, "s/"), (Told{{"s/a", "1"}}));
    ASSERT_TRUE(one->put("s/b", bytes("2")));
    ASSERT_TRUE(one->erase("s/a"));
    EXPECT_EQ(changes(*other, mark, "s/"), (Told{{"s/a", std::nullopt}, {"s/b", "2"}}));
}

TEST_F(Shelves, TellAChangeHoweverLateItIsCommitted) {
    auto shelf = open_shelf();
    std::unique_ptr<PGconn, decltype(&PQfinish)> slow(
        PQconnectdb(shared_pair().primary->address().c_str()), &PQfinish);
    auto run = [&](const std::string& statement) {
        PQclear(PQexec(slow.get(), statement.c_str()));
    };
    run("BEGIN");
    run(fmt::format("INSERT INTO {}.shelf VALUES ('late', 'x', "
                    "pg_current_xact_id()::text::bigint, now())",
                    schema));
    Shelf::Mark mark = 0;
    ASSERT_TRUE(shelf->put("early", {}));
    EXPECT_EQ(changes(*shelf, mark).size(), 1u);
    ASSERT_TRUE(shelf->put("later", {}));
    EXPECT_FALSE(changes(*shelf, mark).contains("late"));
    run("COMMIT");
    EXPECT_TRUE(changes(*shelf, mark).contains("late"));
    EXPECT_LE(changes(*shelf, mark).size(), 1u) << "but nothing for ever";
}

TEST_F(Shelves, RefuseWhatDoesNotFit) {
    auto shelf = open_shelf();
    EXPECT_EQ(shelf->put("", {}).error().kind, Kind::invalid);
    EXPECT_EQ(shelf->put(std::string(501, 'x'), {}).error().kind, Kind::invalid);
    EXPECT_EQ(shelf->put("x", Bytes(limits::shelf_value + 1)).error().kind, Kind::too_large);
    EXPECT_EQ(Shelf::open({.address = "host=127.0.0.1 port=1"}).error().kind, Kind::unavailable);
    EXPECT_EQ(Shelf::open({.address = "", .schema = "a b"}).error().kind, Kind::invalid);
}

struct SharedFolders : Shelves {
    Scratch scratch{std::filesystem::temp_directory_path() /
                    fmt::format("vienreiz-folders-{}", ::getpid())};
    void write(const std::string& name, const std::string& content) const {
        std::filesystem::create_directories(scratch / "from");
        std::ofstream(scratch / "from" / name, std::ios::binary) << content;
    }
    [[nodiscard]] std::string read(const std::string& name) const {
        std::ifstream in(scratch / "to" / name, std::ios::binary);
        std::ostringstream out;
        out << in.rdbuf();
        return std::move(out).str();
    }
};

TEST_F(SharedFolders, ArriveAsTheyWere) {
    auto shelf = open_shelf();
    std::string large(9 * limits::MiB, 'x');
    for (std::size_t at = 0; at < large.size(); at += 1'000) large[at] = static_cast<char>(at);
    write("rows", large);
    write("empty", "");
    ASSERT_TRUE(put_folder(*shelf, "v1", scratch / "from"));
    ASSERT_TRUE(put_folder(*shelf, "v1", scratch / "from"));
    ASSERT_TRUE(get_folder(*shelf, "v1", scratch / "to"));
    EXPECT_EQ(read("rows"), large);
    EXPECT_TRUE(std::filesystem::exists(scratch / "to" / "empty"));
    EXPECT_EQ(read("empty"), "");
    ASSERT_TRUE(erase_folder(*shelf, "v1"));
    EXPECT_EQ(shelf->names("").value(), std::vector<std::string>());
    EXPECT_EQ(get_folder(*shelf, "v1", scratch / "again").error().kind, Kind::missing);
}

TEST_F(SharedFolders, AreNotMadeOfOtherBytes) {
    auto shelf = open_shelf();
    write("rows", "some rows");
    ASSERT_TRUE(put_folder(*shelf, "v1", scratch / "from"));
    ASSERT_TRUE(shelf->put("piece/v1/rows/00000000", bytes("more rows")));
    EXPECT_EQ(get_folder(*shelf, "v1", scratch / "to").error().kind, Kind::corrupt);
    EXPECT_FALSE(std::filesystem::exists(scratch / "to"));
    ASSERT_TRUE(shelf->put("piece/v1/rows/00000000", bytes("some rows")));
    EXPECT_TRUE(get_folder(*shelf, "v1", scratch / "to")) << "what was broken off is begun anew";
    ASSERT_TRUE(shelf->erase("piece/v1/rows/00000000"));
    EXPECT_EQ(get_folder(*shelf, "v1", scratch / "again").error().kind, Kind::corrupt);
    ASSERT_TRUE(
        shelf->put("folder/v2", bytes(R"({"files":[{"name":"../x","bytes":0,"hash":""}]})")));
    EXPECT_EQ(get_folder(*shelf, "v2", scratch / "again").error().kind, Kind::corrupt);
}

} // namespace vienreiz::postgres::shelf_test
