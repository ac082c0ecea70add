import type { Language } from './types'
import { ApiError } from './client'

/** Two sentences: what happened, what to do. */
type Words = Readonly<Record<string, string>>

const ru: Words = {
  offline: 'Нет связи с сервером. Проверьте сеть и повторите.',
  bad_request: 'Запрос не понят. Обновите страницу и повторите.',
  bad_json: 'Запрос не понят. Обновите страницу и повторите.',
  unknown_field: 'Запрос не понят. Обновите страницу и повторите.',
  wrong_content_type: 'Запрос не понят. Обновите страницу и повторите.',
  wrong_method: 'Запрос не понят. Обновите страницу и повторите.',
  session_ended: 'Сеанс закончился. Откройте приложение из меню CRM.',
  app_removed: 'Приложение удалено из CRM. Его снова устанавливает администратор CRM.',
  not_allowed: 'У вас нет прав на это действие. Попросите администратора CRM.',
  foreign_origin: 'Запрос пришёл с чужой страницы. Откройте приложение из меню CRM.',
  no_host_right: 'CRM не даёт вам прав на эту запись. Попросите администратора CRM.',
  not_found: 'Записи нет, или она скрыта от вас. Обновите список.',
  host_busy: 'CRM просит подождать. Повторите через минуту.',
  host_unreachable: 'CRM не отвечает. Повторите через минуту.',
  consent_needed: 'CRM просит подтвердить вход. Откройте приложение из меню CRM заново.',
  tenant_blocked: 'CRM закрыла доступ приложению. Попросите администратора проверить тариф и установку.',
  version_conflict: 'Запись в CRM изменилась. Откройте её заново.',
  host_refused: 'CRM не приняла значение. Исправьте и повторите.',
  too_many_requests: 'Слишком много запросов сразу. Повторите через несколько секунд.',
  report_busy: 'Сейчас считается слишком много отчётов. Повторите через несколько секунд.',
  report_refused: 'Отчёт так построить нельзя. Верните стандартные настройки и повторите.',
  calendar_refused: 'Рабочие дни не сохранены. Исправьте отмеченное и повторите.',
  calendar_changed_meanwhile: 'Рабочие дни успел изменить кто-то другой, ваши не сохранены. Посмотрите, что стоит сейчас.',
  message_refused: 'Сообщение не настроено. Исправьте отмеченное и повторите.',
  plan_refused: 'План не принят. Исправьте отмеченное и повторите.',
  mapping_does_not_fit: 'Сопоставление не подходит к CRM. Исправьте отмеченное и повторите.',
  targets_refused: 'Планы не приняты. Исправьте отмеченное и повторите.',
  targets_changed_meanwhile: 'Эти планы успели измениться, или месяц закрыт; ничего не сохранено. Посмотрите на новые числа и повторите.',
  figures_refused: 'Цифра не принята. Исправьте её и повторите.',
  nothing_to_reconcile: 'Сверять пока нечего. Впишите хотя бы одну цифру.',
  profile_refused: 'Это не профиль соответствия. Выберите другой файл.',
  import_refused: 'Файл не принят, ничего не изменилось. Исправьте отмеченное и повторите.',
  preview_outdated: 'Данные изменились после проверки. Проверьте файл ещё раз.',
  scenario_refused: 'Сценарий не принят. Исправьте отмеченное и повторите.',
  override_refused: 'Не сохранено. Исправьте отмеченное и повторите.',
  override_changed_meanwhile: 'Об этой сделке успел сказать кто-то другой, ваше не сохранено. Посмотрите ниже и повторите, если нужно.',
  name_taken: 'Такое название уже есть. Назовите иначе.',
  too_many_scenarios: 'Сценариев уже 50, больше не сохранить. Удалите лишние и повторите.',
  in_progress: 'Этот же план уже сохраняется. Подождите несколько секунд.',
  idempotency_key_missing: 'Запрос не понят. Обновите страницу и повторите.',
  idempotency_key_bad: 'Запрос не понят. Обновите страницу и повторите.',
  idempotency_key_reused: 'Этот план уже сохранён с другими значениями. Откройте сделку заново.',
  wrong_state: 'Состояние записи уже другое. Посмотрите на него заново.',
  too_large: 'Данных слишком много. Разделите их на части.',
  ambiguous: 'Одна запись указана дважды. Оставьте её один раз и повторите.',
  internal: 'Не получилось посчитать. Повторите, а если не поможет, пришлите код поддержке.',
  preparing: 'Данные ещё загружаются из CRM. Подождите окончания загрузки.',
}

const en: Words = {
  offline: 'No connection to the server. Check the network and try again.',
  bad_request: 'The request was not understood. Reload the page and try again.',
  bad_json: 'The request was not understood. Reload the page and try again.',
  unknown_field: 'The request was not understood. Reload the page and try again.',
  wrong_content_type: 'The request was not understood. Reload the page and try again.',
  wrong_method: 'The request was not understood. Reload the page and try again.',
  session_ended: 'Session ended. Open the app from the CRM menu.',
  app_removed: 'The app was removed from the CRM. A CRM administrator installs it again.',
  not_allowed: 'You have no right to do this. Ask a CRM administrator.',
  foreign_origin: 'The request came from another site’s page. Open the app from the CRM menu.',
  no_host_right: 'The CRM gives you no right to this record. Ask a CRM administrator.',
  not_found: 'The record does not exist or is hidden from you. Refresh the list.',
  host_busy: 'The CRM asks to wait. Try again in a minute.',
  host_unreachable: 'The CRM does not answer. Try again in a minute.',
  consent_needed: 'The CRM asks to confirm the sign-in. Open the app from the CRM menu again.',
  tenant_blocked: 'The CRM closed the app’s access. Ask an administrator to check the plan and the installation.',
  version_conflict: 'The record changed in the CRM. Open it again.',
  host_refused: 'The CRM did not take the value. Correct it and try again.',
  too_many_requests: 'Too many requests at once. Try again in a few seconds.',
  report_busy: 'Too many reports are being computed right now. Try again in a few seconds.',
  report_refused: 'The report cannot be built like this. Go back to the default settings and try again.',
  calendar_refused: 'The working days were not saved. Correct what is marked and try again.',
  calendar_changed_meanwhile: 'Somebody else has changed the working days meanwhile, yours are not saved. Look at what stands there now.',
  message_refused: 'The message was not set. Correct what is marked and try again.',
  plan_refused: 'The plan was not accepted. Correct what is marked and try again.',
  mapping_does_not_fit: 'The mapping does not fit the CRM. Correct what is marked and try again.',
  targets_refused: 'The plans were not accepted. Correct what is marked and try again.',
  targets_changed_meanwhile: 'These plans have changed meanwhile, or the month is locked; nothing was saved. Look at the new numbers and try again.',
  figures_refused: 'The figure was not taken. Correct it and try again.',
  nothing_to_reconcile: 'There is nothing to compare yet. Type at least one figure.',
  profile_refused: 'This is no mapping profile. Choose another file.',
  import_refused: 'The file was not taken and nothing has changed. Correct what is marked and try again.',
  preview_outdated: 'Data changed since the check. Check the file once more.',
  scenario_refused: 'The scenario was not accepted. Correct what is marked and try again.',
  override_refused: 'Not saved. Correct what is marked and try again.',
  override_changed_meanwhile: 'Somebody else has said something of this deal meanwhile, yours is not saved. Look below and repeat it if needed.',
  name_taken: 'The name is taken. Choose another one.',
  too_many_scenarios: 'There are 50 scenarios already, no more can be saved. Delete some and try again.',
  in_progress: 'The same plan is being saved already. Wait a few seconds.',
  idempotency_key_missing: 'The request was not understood. Reload the page and try again.',
  idempotency_key_bad: 'The request was not understood. Reload the page and try again.',
  idempotency_key_reused: 'This plan was already saved with other values. Open the deal again.',
  wrong_state: 'The state has already changed. Look at it again.',
  too_large: 'Too much data. Split it into parts.',
  ambiguous: 'One record is given twice. Leave it once and try again.',
  internal: 'Could not compute this. Try again; if it does not help, send the code to support.',
  preparing: 'Data is still being loaded from the CRM. Wait for the loading to finish.',
}

/** Whether the screens can say what happened. */
export const hasWords = (code: string): boolean => code in ru && code in en

export function problemText(error: unknown, language: Language): string {
  const words = language === 'ru' ? ru : en
  const code = error instanceof ApiError ? error.problem.code : 'internal'
  return words[code] ?? words['internal'] ?? code
}

/** What support finds our log by. */
export function problemCode(error: unknown): string {
  if (!(error instanceof ApiError)) return 'client'
  return [error.problem.code, error.problem.traceId].filter((part) => typeof part === 'string').join(' · ')
}
