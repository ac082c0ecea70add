using System.Text.RegularExpressions;
using ReportApp.Core.Model;

namespace ReportApp.Core.Mapping;

/// <summary>
/// What developers' people call things, in Russian and English. Each pattern meets a lower-case title with «ё» written «е». The lists only
/// propose: an administrator confirms.
/// </summary>
internal static partial class Words
{
    public static string Plain(string title) => title.Trim().ToLowerInvariant().Replace('ё', 'е');

    [GeneratedRegex(@"^(жк|жилы[ей] комплекс[ыа]?|жилой комплекс|комплекс[ыа]?|проект[ыа]? (застройки|строительства)|(residential |housing )?(complex(es)?|estates?|developments?))$")]
    public static partial Regex Complex();

    [GeneratedRegex(@"^(корпус[аы]?|дома?|литер[аы]?|секци[яи]|очеред[ьи]|строени[ея]|(residential )?(buildings?|houses?|blocks?))$")]
    public static partial Regex Building();

    [GeneratedRegex(@"^(помещени[ея]|квартир[аы]|лоты?|объект[ыа]? недвижимости|(residential |property )?(units?|apartments?|flats?))$")]
    public static partial Regex Unit();

    [GeneratedRegex(@"график (платеж|оплат)|платежн\w+ график|рассрочка по договору|плановые платежи|payment (schedule|plan)|instal?ments?( plan)?$")]
    public static partial Regex Schedule();

    [GeneratedRegex(@"^(фактическ\w+ )?(платежи|платеж|оплаты|поступления|поступление)( по (сделк|договор)\w+)?$|^((received|actual) )?(payments?|receipts?)( received)?$")]
    public static partial Regex Payments();

    [GeneratedRegex(@"^(смарт-)?счета( на оплату)?$|^(smart )?invoices$")]
    public static partial Regex Invoices();

    [GeneratedRegex(@"продавец|менеджер (сделки|продаж|по продажам)|^(seller|sales ?(person|man|woman|rep(resentative)?|manager))$")]
    public static partial Regex Seller();

    [GeneratedRegex(@"^(номер|№) (договора|дду|дкп)|^(договор|дду|дкп)( №|, номер| номер)?$|^contract (no\.?|number|#)$")]
    public static partial Regex ContractNumber();

    [GeneratedRegex(@"^дата (подписания |заключения )?(договора|дду|дкп)$|^(договор|дду|дкп) от$|^дата подписания$|^contract (date|signed( on)?)$|^(date signed|signed on|signing date)$")]
    public static partial Regex ContractDate();

    [GeneratedRegex(@"^дата (расторжения|срыва|прекращения|аннулирования)( (договора|дду|дкп))?$|^(договор|дду|дкп) расторгнут$|^(contract )?(termination|cancellation) date$|^(contract )?(terminated|cancell?ed|ended)( on)?$")]
    public static partial Regex ContractEnd();

    [GeneratedRegex(@"^(сумма|стоимость|цена) (по )?(договор[ау]|дду|дкп)(, (₽|р\.?|руб\.?))?$|^contract (amount|value|sum|price)$")]
    public static partial Regex ContractAmount();

    [GeneratedRegex(@"^площадь( (по )?(договор[ау]|дду|дкп))?(, (м²|м2|кв\. ?м\.?))?$|^(contract )?area(, (m²|m2|sq\.? ?m\.?))?$")]
    public static partial Regex ContractArea();

    /// <summary>A bare town or district may be the object's.</summary>
    [GeneratedRegex(@"^территори[яи]( (продаж|покупателя|клиента))?$|^(регион|город|область|район)( проживания)? (покупателя|клиента)$|^(регион|город|область|район) проживания$|^регион$|^откуда (покупатель|клиент)$|^((sales|customer|buyer|client)('s)? )?territory$|^(customer|buyer|client)('s)? (region|city|town)$|^region$|^(home town|hometown|city of residence)$")]
    public static partial Regex Territory();

    [GeneratedRegex(@"^сумма( (платежа|по графику|к оплате|оплаты))?$|^(amount|sum)( (due|paid))?$")]
    public static partial Regex Amount();

    [GeneratedRegex(@"срок (оплаты|платежа)|дата (платежа|оплаты) (по графику|план)|плановая дата|оплатить до|due( date)?$|^pay (by|before)$")]
    public static partial Regex Due();

    /// <summary>The host's own end date, used for the due day only when nothing says so better.</summary>
    [GeneratedRegex(@"^дата (завершения|окончания|закрытия|платежа|оплаты)$|^(close|end) ?date$")]
    public static partial Regex End();

    [GeneratedRegex(@"дата (оплаты|платежа|поступления|зачисления|проводки)|оплачено \w*дата|(paid|payment|receipt|posting)( on| date)")]
    public static partial Regex PaidOn();

    [GeneratedRegex(@"^(вид|тип|назначение) (платежа|операции|оплаты|поступления)$|^вид$|^(payment |operation )?(kind|type)$")]
    public static partial Regex Kind();

    [GeneratedRegex(@"отмен|аннулир|cancel|void")]
    public static partial Regex Cancelled();

    /// <summary>Money that is no receipt: released escrow, a letter of credit before registration, the paid reservation (DR-5, DR-7).</summary>
    [GeneratedRegex(@"раскрыти|аккредитив|\bсбр\b|брон|release|letter of credit|reservation|booking")]
    public static partial Regex NotReceipt();

    /// <summary>Money given back: negative, whatever sign it was written with.</summary>
    [GeneratedRegex(@"возврат|сторно|refund|reversal")]
    public static partial Regex Refund();

    /// <summary>Pipelines that are no sale of property although their stages sound like one.</summary>
    [GeneratedRegex(@"аренд|ваканс|найм|подбор персонал|агентств|партнер|трейд|сервис|постпродаж|гаранти|\b(rent(al)?|lease|leasing|jobs?|hiring|agenc(y|ies)|partners?|trade-?in|service|after-?sales?|warranty)\b")]
    public static partial Regex ForeignPipeline();

    /// <summary>Work towards a step: which one it belongs to is for a person to say.</summary>
    [GeneratedRegex(@"подготовк|согласовани|оформлени|\bне |preparing|drafting|\bnot ")]
    private static partial Regex Towards();

    /// <summary>Between steps: a contract on its way, an instalment on its way.</summary>
    [GeneratedRegex(@"подписани[ея]|заключени[ея]|ипотек|одобрени|оплата|рассрочк|signing|mortgage|approval|payment|instal?ment")]
    private static partial Regex Between();

    [GeneratedRegex(@"брон|reserv|booking|booked")]
    private static partial Regex Reservation();

    [GeneratedRegex(@"договор (подписан|заключен)|\b(подписан|заключен)[аоы]? (договор|дду|дкп)|(дду|дкп) (подписан|заключен)|^(дду|дкп|договор)$|contract (signed|concluded)|^(signed|contract)$")]
    private static partial Regex Contract();

    [GeneratedRegex(@"регистраци|зарегистрирован|росреестр|registration|registered")]
    private static partial Regex Registered();

    [GeneratedRegex(@"оплачен|полная оплата|paid|fully paid")]
    private static partial Regex Paid();

    [GeneratedRegex(@"показ|встреч|экскурси|презентаци|просмотр|showing|viewing|meeting|visit|tour")]
    private static partial Regex Meeting();

    [GeneratedRegex(@"квалифи|целево|qualif")]
    private static partial Regex Qualified();

    [GeneratedRegex(@"контакт|в работе|дозвон|contact|in progress")]
    private static partial Regex Contacted();

    [GeneratedRegex(@"заявк|обращени|лид\b|^нов(ая|ый|ое)|new|lead|inquiry|enquiry")]
    private static partial Regex Lead();

    /// <summary>The step a stage's own name tells; null when it tells none.</summary>
    public static FunnelStep? StepOf(string stageName)
    {
        var name = Plain(stageName);
        return
            Towards().IsMatch(name) ? null
            : Reservation().IsMatch(name) ? FunnelStep.Reservation
            : Registered().IsMatch(name) ? FunnelStep.Registered
            : Contract().IsMatch(name) ? FunnelStep.Contract
            : Paid().IsMatch(name) ? FunnelStep.Paid
            : Between().IsMatch(name) ? null
            : Meeting().IsMatch(name) ? FunnelStep.Meeting
            : Qualified().IsMatch(name) ? FunnelStep.Qualified
            : Contacted().IsMatch(name) ? FunnelStep.Contacted
            : Lead().IsMatch(name) ? FunnelStep.Lead
            : null;
    }
}
