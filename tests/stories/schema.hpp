// Whether the node keeps its own description: every answer against the schema and the headers /openapi.json gives for
// it, every problem against RFC 9457.
#pragma once

#include "base/json.hpp"
#include "http/client.hpp"

namespace vienreiz::stories {

// The subset of JSON Schema 2020-12 that json::schema writes: type, properties, required, additionalProperties, items,
// enum, minimum, format. A keyword that is not known here is a failure, so that nothing goes unchecked.
Outcome conforms(const json::Value& value, const json::Value& schema,
                 const std::string& place = "");

// The schema a description gives for the successful answer to a request, if it gives one.
const json::Value* schema_for(const json::Value& openapi, std::string_view method,
                              std::string_view target, int status);

Outcome keeps_description(const json::Value& openapi, std::string_view method,
                          std::string_view target, const http::ClientResponse& response);

} // namespace vienreiz::stories
