#pragma once

#include "base/result.hpp"

#include <filesystem>

namespace vienreiz::app {

// Kind::missing unless a node keeps its journals in this folder; of a cluster none does.
Outcome has_journals(const std::filesystem::path& data);

// A data folder in the making: its owner's alone, and not called by its name before all of it is on the disk.
class UnfinishedFolder {
public:
    // What was broken off before is removed. Kind::conflict with that sentence when there is something of that name.
    static Result<UnfinishedFolder> begin(std::filesystem::path name, std::string_view refusal);
    [[nodiscard]] const std::filesystem::path& path() const { return made_; }
    [[nodiscard]] const std::filesystem::path& name() const { return name_; }
    Outcome finish();

private:
    explicit UnfinishedFolder(std::filesystem::path name) : name_(std::move(name)), made_(name_) {
        made_ += ".unfinished";
    }
    std::filesystem::path name_, made_;
};

} // namespace vienreiz::app
