// Datasets and their fields: what they are, what may be wished, what happened.
#pragma once

#include "capabilities/institutions/api.hpp"
#include "platform/event.hpp"
#include "table/draft.hpp"

namespace vienreiz {
using DatasetId = Id<struct DatasetTag>;
}

namespace vienreiz::catalogue {

using institutions::Title;

enum class Frequency { continuous, daily, weekly, monthly, quarterly, yearly, irregular };
BOOST_DESCRIBE_ENUM(Frequency, continuous, daily, weekly, monthly, quarterly, yearly, irregular)

enum class DatasetAccess { open, restricted }; // open: for anyone; restricted: by agreement
BOOST_DESCRIBE_ENUM(DatasetAccess, open, restricted)

enum class FieldAccess {
    open,
    restricted,
    closed
}; // closed: for the steward only, never in an agreement
BOOST_DESCRIBE_ENUM(FieldAccess, open, restricted, closed)

enum class Personal {
    none,
    personal,    // tells something of a person
    special,     // GDPR article 9
    person_code, // identifies her: look-ups are shown on her page
};
BOOST_DESCRIBE_ENUM(Personal, none, personal, special, person_code)

struct Reference {
    DatasetId dataset;
    std::string field;
};
BOOST_DESCRIBE_STRUCT(Reference, (), (dataset, field))

// What no column of the file holds: it is made while the file is read.
enum class Generated {
    row_number, // 1, 2, 3 …: the row's place in the file, whether the rows before it fit or not
};
BOOST_DESCRIBE_ENUM(Generated, row_number)

struct Field {
    std::string name;   // [a-z0-9_]+
    std::string source; // the column's heading in a file; empty of what is generated
    Title label;
    table::Type type = table::Type::text;
    std::optional<table::DecimalMark> decimal_mark; // how files spell it; default point
    std::optional<table::DateOrder> date_order;     // default iso
    bool required = false;
    std::optional<std::size_t> longest;         // characters
    std::optional<std::string> least, greatest; // canonical, of the type
    Personal personal = Personal::none;
    FieldAccess access = FieldAccess::restricted;
    std::optional<Reference> reference;
    std::optional<Generated> generated;
};
BOOST_DESCRIBE_STRUCT(Field, (),
                      (name, source, label, type, decimal_mark, date_order, required, longest,
                       least, greatest, personal, access, reference, generated))

struct Dataset {
    DatasetId id; // [a-z0-9-]+, chosen by the steward, for good
    InstitutionId steward;
    Title title;
    Title description;
    std::string legal_basis;
    Frequency frequency = Frequency::irregular;
    DatasetAccess access = DatasetAccess::restricted;
    std::string key; // name of the key field
    std::vector<Field> fields;
};
BOOST_DESCRIBE_STRUCT(Dataset, (),
                      (id, steward, title, description, legal_basis, frequency, access, key,
                       fields))

inline std::optional<std::size_t> position(const Dataset& dataset, std::string_view field) {
    for (std::size_t i = 0; i < dataset.fields.size(); ++i)
        if (dataset.fields[i].name == field) return i;
    return {};
}

// ---- wishes and facts --------------------------------------------------------------------------

struct DescribeDataset {
    Dataset dataset;
};
BOOST_DESCRIBE_STRUCT(DescribeDataset, (), (dataset))

struct ReviseDataset {
    Dataset dataset;
};
BOOST_DESCRIBE_STRUCT(ReviseDataset, (), (dataset))

struct WithdrawDataset {
    DatasetId dataset;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(WithdrawDataset, (), (dataset, reason))

struct DatasetDescribed {
    static constexpr std::string_view type = "catalogue.DatasetDescribed";
    Dataset dataset;
};
BOOST_DESCRIBE_STRUCT(DatasetDescribed, (), (dataset))

struct DatasetRevised {
    static constexpr std::string_view type = "catalogue.DatasetRevised";
    Dataset dataset;
};
BOOST_DESCRIBE_STRUCT(DatasetRevised, (), (dataset))

struct DatasetWithdrawn {
    static constexpr std::string_view type = "catalogue.DatasetWithdrawn";
    DatasetId dataset;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(DatasetWithdrawn, (), (dataset, reason))

} // namespace vienreiz::catalogue
