#include "base/limits.hpp"
#include "http/multipart.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>
#include <fstream>
#include <unistd.h>

namespace vienreiz::multipart_test {

using http::MultipartScan;
using http::PostedForm;

std::string field(std::string_view name, std::string_view value) {
    return fmt::format("--b\r\nContent-Disposition: form-data; name=\"{}\"\r\n\r\n{}\r\n", name,
                       value);
}
std::string file(std::string_view name, std::string_view content) {
    return fmt::format("--b\r\nContent-Disposition: form-data; name=\"file\"; "
                       "filename=\"{}\"\r\nContent-Type: text/csv\r\n\r\n{}\r\n",
                       name, content);
}

Result<PostedForm> read(std::string_view body, std::size_t piece = 1 << 20) {
    MultipartScan scan("b");
    for (std::size_t at = 0; at < body.size(); at += piece) TRY(scan.feed(body.substr(at, piece)));
    return scan.finish();
}

TEST(PostedForm, HoldsItsFieldsAndThePlaceOfItsFile) {
    auto body = field("csrf", "token") + field("dataset", "zemes") + file("a.csv", "id\r\n1\r\n") +
                "--b--\r\n";
    for (std::size_t piece : {1U, 2U, 3U, 7U, 64U, 4096U}) {
        auto form = read(body, piece);
        ASSERT_TRUE(form) << form.error().what;
        EXPECT_EQ(form->fields.at("csrf"), "token");
        EXPECT_EQ(form->fields.at("dataset"), "zemes");
        ASSERT_TRUE(form->file);
        EXPECT_EQ(form->file->name, "a.csv");
        EXPECT_EQ(body.substr(form->file->offset, form->file->length), "id\r\n1\r\n");
    }
}

TEST(PostedForm, JoinsBoxesOfOneNameAndKeepsEmptyValues) {
    auto form = read(field("fields", "a") + field("fields", "b") + field("empty", "") + "--b--");
    ASSERT_TRUE(form) << form.error().what;
    EXPECT_EQ(form->fields.at("fields"), "a\nb");
    EXPECT_EQ(form->fields.at("empty"), "");
}

TEST(PostedForm, WithoutAChosenFileHasNone) {
    auto form = read(field("dataset", "x") + file("", "") + "--b--\r\n");
    ASSERT_TRUE(form);
    EXPECT_FALSE(form->file);
}

TEST(PostedForm, ThatIsCutOffAnywhereIsRefused) {
    auto body = field("csrf", "token") + file("a.csv", "id\r\n1\r\n") + "--b--";
    for (std::size_t size = 0; size < body.size(); ++size)
        EXPECT_FALSE(read(std::string_view(body).substr(0, size))) << size;
    EXPECT_TRUE(read(body));
}

TEST(PostedForm, TakesOneFileOnly) {
    auto form = read(file("a.csv", "1") + file("b.csv", "2") + "--b--\r\n");
    ASSERT_FALSE(form);
    EXPECT_EQ(form.error().kind, Kind::invalid);
}

TEST(PostedForm, KeepsWhatOnlyLooksLikeABoundary) {
    std::string content = "--b\n\r--b--\r\n-b\r\n--\r\n--a\r\nx--b";
    auto body = file("a.csv", content) + "--b--\r\n";
    for (std::size_t piece : {1U, 5U, 4096U}) {
        auto form = read(body, piece);
        ASSERT_TRUE(form) << form.error().what;
        EXPECT_EQ(body.substr(form->file->offset, form->file->length), content);
    }
}

// RFC 2046 §5.1.1: the sender chooses a boundary that is in no content.
TEST(PostedForm, WhoseContentHoldsTheBoundaryIsRefused) {
    EXPECT_FALSE(read(file("a.csv", "x\r\n--bc") + "--b--\r\n"));
}

TEST(PostedForm, IsRefusedWhenItIsMalformed) {
    for (std::string body : {"", "x--b\r\n", "--b", "--b \r\n", "--c\r\n"})
        EXPECT_FALSE(read(body)) << body;
    EXPECT_FALSE(read(field("a", "1") + "--b--\r\nmore"));
    EXPECT_FALSE(read(field("a", "1") + "--b--\r\n\r\n"));
    EXPECT_FALSE(read("--b\r\nContent-Type: text/plain\r\n\r\nx\r\n--b--"));
    EXPECT_FALSE(read("--b\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\nx\r\n--b--"));
    EXPECT_FALSE(read("--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--"));
    EXPECT_FALSE(read("--b\r\nContent-Disposition: form-data; name=\"a\r\n\r\nx\r\n--b--"));
    EXPECT_FALSE(read("--b\r\nno colon\r\n\r\nx\r\n--b--"));
    EXPECT_FALSE(read(field("a", "\xff") + "--b--"));
}

TEST(PostedForm, ReadsQuotesInNames) {
    auto form = read("--b\r\nCONTENT-disposition: FORM-data; filename=\"a \\\"b\\\";c=1.csv\"; "
                     "name=file\r\n\r\nx\r\n--b--");
    ASSERT_TRUE(form) << form.error().what;
    EXPECT_EQ(form->file->name, "a \"b\";c=1.csv");
}

TEST(PostedForm, KeepsToItsLimits) {
    EXPECT_TRUE(read(field("a", std::string(limits::form_field, 'x')) + "--b--"));
    EXPECT_EQ(read(field("a", std::string(limits::form_field + 1, 'x')) + "--b--").error().kind,
              Kind::too_large);

    auto headed = [](std::size_t padding) {
        return "--b\r\nContent-Disposition: form-data; name=\"a\"\r\nX: " +
               std::string(padding, 'x') + "\r\n\r\nv\r\n--b--";
    };
    auto room = limits::form_part_head -
                std::string_view("Content-Disposition: form-data; name=\"a\"\r\nX: ").size();
    EXPECT_TRUE(read(headed(room)));
    EXPECT_EQ(read(headed(room + 1)).error().kind, Kind::too_large);
    EXPECT_EQ(read("--b\r\n" + std::string(2 * limits::form_part_head, 'x'), 100).error().kind,
              Kind::too_large);

    std::string parts;
    for (std::size_t i = 0; i < limits::form_parts; ++i) parts += field("a", "");
    EXPECT_TRUE(read(parts + "--b--"));
    EXPECT_EQ(read(parts + field("a", "") + "--b--").error().kind, Kind::too_large);
}

TEST(MultipartBoundary, IsFoundInTheContentType) {
    EXPECT_EQ(http::multipart_boundary("multipart/form-data; boundary=abc"), "abc");
    EXPECT_EQ(http::multipart_boundary("Multipart/Form-Data; charset=utf-8; Boundary=\"a b\""),
              "a b");
    EXPECT_EQ(http::multipart_boundary("multipart/form-data"), std::nullopt);
    EXPECT_EQ(http::multipart_boundary("multipart/form-data; boundary="), std::nullopt);
    EXPECT_EQ(http::multipart_boundary("multipart/mixed; boundary=abc"), std::nullopt);
    EXPECT_EQ(http::multipart_boundary("multipart/form-data; boundary=" + std::string(71, 'a')),
              std::nullopt);
}

TEST(PostedForm, IsReadFromABodyFileAsFromMemory) {
    auto path =
        std::filesystem::temp_directory_path() / fmt::format("vienreiz-form-{}", ::getpid());
    auto content = std::string(3 * limits::MiB, 'x') + "\r\nend";
    auto body = field("csrf", "t") + file("big.csv", content) + "--b--\r\n";
    std::ofstream(path, std::ios::binary) << body;
    std::array<http::HeaderView, 1> headers{
        http::HeaderView{"Content-Type", "multipart/form-data; boundary=b"}};
    http::Request request;
    request.headers = headers;
    request.body_file = path;
    auto form = http::posted_form(request);
    std::filesystem::remove(path);
    ASSERT_TRUE(form) << form.error().what;
    EXPECT_EQ(form->file->length, content.size());
    EXPECT_EQ(form->fields.at("csrf"), "t");
}

} // namespace vienreiz::multipart_test
