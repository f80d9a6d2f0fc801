#include "html/components/lists.hpp"

#include <algorithm>

namespace vienreiz::html {
namespace lists {

// "Change name (Agreement 12)": the parts after the verb are for screen readers.
Markup action(const Action& action, const Content& card_title) {
    Markup hidden;
    if (!action.hidden_text.empty()) hidden += markup<" {}">(action.hidden_text);
    if (!card_title.empty()) hidden += markup<" ({})">(card_title);
    if (!hidden.empty())
        hidden = markup<R"(<span class="govuk-visually-hidden">{}</span>)">(hidden);
    return markup<R"(<a class="govuk-link{}" href="{}"{}>{}{}</a>)">(
        also(action.classes), action.href, action.attributes, action.text, hidden);
}

Markup row_actions(const SummaryRow& row, const Content& card_title) {
    if (row.actions.empty()) return {};
    Markup content;
    if (row.actions.size() == 1) {
        content = action(row.actions[0], card_title);
    } else {
        for (const auto& one : row.actions)
            content += markup<R"(<li class="govuk-summary-list__actions-list-item">{}</li>)">(
                action(one, card_title));
        content = markup<R"(<ul class="govuk-summary-list__actions-list">{}</ul>)">(content);
    }
    return markup<R"(<dd class="govuk-summary-list__actions{}">{}</dd>)">(also(row.actions_classes),
                                                                          content);
}

Markup card_actions(const SummaryCard& card) {
    if (card.actions.empty()) return {};
    if (card.actions.size() == 1)
        return markup<R"(<div class="govuk-summary-card__actions{}">{}</div>)">(
            also(card.actions_classes), action(card.actions[0], card.title));
    Markup items;
    for (const auto& one : card.actions)
        items +=
            markup<R"(<li class="govuk-summary-card__action">{}</li>)">(action(one, card.title));
    return markup<R"(<ul class="govuk-summary-card__actions{}">{}</ul>)">(
        also(card.actions_classes), items);
}

Markup card(const SummaryCard& card, const Markup& list) {
    Markup title;
    if (!card.title.empty()) {
        auto classes = "govuk-summary-card__title" + also(card.title_classes);
        title = heading(card.heading_level, {{"class", classes}}, card.title);
    }
    return markup<R"(<div class="govuk-summary-card{}"{}>)"
                  R"(<div class="govuk-summary-card__title-wrapper">{}{}</div>)"
                  R"(<div class="govuk-summary-card__content">{}</div></div>)">(
        also(card.classes), card.attributes, title, card_actions(card), list);
}

Markup task(const Task& task, const std::string& id) {
    auto hint_id = id + "-hint";
    auto status_id = id + "-status";
    Markup title, hint;
    if (!task.hint.empty())
        hint = markup<R"(<div id="{}" class="govuk-task-list__hint">{}</div>)">(hint_id, task.hint);
    if (task.href.empty()) {
        title = markup<"<div{}>{}</div>">(Attributes().set_if_any("class", task.title_classes),
                                          task.title);
    } else {
        title = markup<R"(<a class="govuk-link govuk-task-list__link{}" href="{}" )"
                       R"(aria-describedby="{}{}">{}</a>)">(also(task.title_classes), task.href,
                                                            hint.empty() ? "" : hint_id + " ",
                                                            status_id, task.title);
    }
    auto status = task.tag ? Content(tag(*task.tag)) : task.status;
    return markup<R"(<li class="govuk-task-list__item{}{}">)"
                  R"(<div class="govuk-task-list__name-and-hint">{}{}</div>)"
                  R"(<div class="govuk-task-list__status{}" id="{}">{}</div></li>)">(
        when(!task.href.empty(), " govuk-task-list__item--with-link"), also(task.classes), title,
        hint, also(task.status_classes), status_id, status);
}

} // namespace lists

Markup summary_list(const SummaryList& list) {
    auto has_actions = [](const SummaryRow& row) { return !row.actions.empty(); };
    bool any_actions = std::ranges::any_of(list.rows, has_actions);
    auto card_title = list.card ? list.card->title : Content();
    Markup rows;
    for (const auto& row : list.rows)
        rows += markup<R"(<div class="govuk-summary-list__row{}{}">)"
                       R"(<dt class="govuk-summary-list__key{}">{}</dt>)"
                       R"(<dd class="govuk-summary-list__value{}">{}</dd>{}</div>)">(
            when(any_actions && !has_actions(row), " govuk-summary-list__row--no-actions"),
            also(row.classes), also(row.key_classes), row.key, also(row.value_classes), row.value,
            lists::row_actions(row, card_title));
    auto out = markup<R"(<dl class="govuk-summary-list{}"{}>{}</dl>)">(also(list.classes),
                                                                       list.attributes, rows);
    return list.card ? lists::card(*list.card, out) : out;
}

Markup task_list(const TaskList& list) {
    std::vector<Markup> tasks;
    for (const auto& task : list.tasks)
        tasks.push_back(lists::task(task, list.id_prefix + "-" + std::to_string(tasks.size() + 1)));
    return markup<R"(<ul class="govuk-task-list{}"{}>{}</ul>)">(also(list.classes), list.attributes,
                                                                tasks);
}

} // namespace vienreiz::html
